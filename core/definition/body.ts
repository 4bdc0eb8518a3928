/**
 * Largest body of a request, in bytes: Play's default for one in memory. Facts: server-behaviour, "Body limit"; recordings
 * v1-03032 (102,400 bytes: taken) and v1-03033 (102,401: refused).
 */
export const LARGEST_BODY = 102_400;
