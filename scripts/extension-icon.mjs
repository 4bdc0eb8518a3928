// Draws the extension's icon, a metronome: node scripts/extension-icon.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { root } from './bundle-options.mjs';

const SIZE = 256;
/** Each pixel is looked at in so many places along each axis. */
const SAMPLES = 4;

const BACKGROUND = [27, 58, 75];
const BODY = [240, 244, 246];
const FACE = [62, 103, 125];
const ARM = [255, 183, 77];

/** Shapes from back to front; a point (0 to 1, from the top left) is in one or not. */
const SHAPES = [
	{ colour: BACKGROUND, has: (x, y) => isInRounded(x, y, 0.5, 0.5, 0.5, 0.5, 0.18) },
	{ colour: BODY, has: (x, y) => y > 0.14 && y < 0.86 && Math.abs(x - 0.5) < 0.1 + (y - 0.14) * 0.29 },
	{ colour: FACE, has: (x, y) => y > 0.22 && y < 0.66 && Math.abs(x - 0.5) < 0.06 + (y - 0.14) * 0.22 },
	{ colour: ARM, has: (x, y) => isOnLine(x, y, 0.5, 0.66, 0.72, 0.16, 0.02) },
	{ colour: ARM, has: (x, y) => Math.hypot(x - 0.643, y - 0.335) < 0.055 },
	{ colour: BACKGROUND, has: (x, y) => isOnLine(x, y, 0.38, 0.76, 0.62, 0.76, 0.018) },
];

function isInRounded(x, y, cx, cy, halfWidth, halfHeight, radius) {
	const dx = Math.max(Math.abs(x - cx) - (halfWidth - radius), 0);
	const dy = Math.max(Math.abs(y - cy) - (halfHeight - radius), 0);
	return Math.hypot(dx, dy) <= radius;
}

function isOnLine(x, y, x1, y1, x2, y2, halfWidth) {
	const [dx, dy] = [x2 - x1, y2 - y1];
	const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
	return Math.hypot(x - x1 - along * dx, y - y1 - along * dy) <= halfWidth;
}

/** Red, green, blue and opacity of a pixel, each 0 to 255. */
function pixel(column, row) {
	const sum = [0, 0, 0];
	let covered = 0;
	for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
		const x = (column + ((sample % SAMPLES) + 0.5) / SAMPLES) / SIZE;
		const y = (row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / SIZE;
		const shape = SHAPES.findLast(({ has }) => has(x, y));
		if (shape === undefined) continue;
		covered++;
		for (const [at, value] of shape.colour.entries()) sum[at] += value;
	}
	const opacity = Math.round((255 * covered) / (SAMPLES * SAMPLES));
	return [...sum.map(value => Math.round(value / Math.max(covered, 1))), opacity];
}

function chunk(type, data) {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const ends = Buffer.alloc(8);
	ends.writeUInt32BE(data.length, 0);
	ends.writeUInt32BE(crc32(body), 4);
	return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
// 8 bits a channel, colour with opacity.
header.set([8, 6], 8);
// Each row begins with its filter: none.
const rows = Array.from({ length: SIZE }, (_, row) => [
	0,
	...Array.from({ length: SIZE }, (_, column) => pixel(column, row)).flat(),
]);
const png = Buffer.concat([
	Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
	chunk('IHDR', header),
	chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
	chunk('IEND', Buffer.alloc(0)),
]);
writeFileSync(join(root, 'extension/images/icon.png'), png);
