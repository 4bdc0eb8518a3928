/**
 * Remembers the results of a pure function for the keys seen last. Job files repeat themselves: the same images,
 * addresses and expressions stand in hundreds of them. Never grows beyond twice `size`, and forgets the oldest half at
 * once, which costs nothing a key.
 */
export class Recent<V> {
	private readonly size: number;
	private young = new Map<string, V>();
	private old = new Map<string, V>();

	constructor(size: number) {
		this.size = size;
	}

	get(key: string, make: () => V): V {
		const known = this.young.get(key);
		if (known !== undefined) return known;
		const value = this.old.get(key) ?? make();
		if (this.young.size >= this.size) {
			this.old = this.young;
			this.young = new Map();
		}
		this.young.set(key, value);
		return value;
	}
}
