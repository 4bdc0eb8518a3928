import * as vscode from 'vscode';

/** A row of a view with the rows below it. */
export interface Row {
	readonly item: vscode.TreeItem;
	readonly rows: readonly Row[];
}

/** While it is looked at, a view says every minute how long it is until something. */
const MINUTE = 60_000;

/** A view that shows rows, and asks for them only while somebody looks. */
export class Tree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<void>();
	private readonly view: vscode.TreeView<Row>;
	private readonly load: () => Promise<readonly Row[] | undefined>;
	private readonly timer: ReturnType<typeof setInterval>;
	private rows: readonly Row[] | undefined;
	private isOld = true;

	readonly onDidChangeTreeData = this.changed.event;

	/** `load` gives undefined where it cannot tell now; what was shown stays. */
	constructor(id: string, load: () => Promise<readonly Row[] | undefined>) {
		this.load = load;
		this.view = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true });
		this.view.onDidChangeVisibility(({ visible }) => {
			if (visible && this.isOld) this.changed.fire();
		});
		this.timer = setInterval(() => this.refresh(), MINUTE);
	}

	refresh(): void {
		this.isOld = true;
		if (this.view.visible) this.changed.fire();
	}

	getTreeItem({ item }: Row): vscode.TreeItem {
		return item;
	}

	async getChildren(row?: Row): Promise<Row[]> {
		if (row !== undefined) return [...row.rows];
		this.isOld = false;
		this.rows = (await this.load()) ?? this.rows;
		return [...(this.rows ?? [])];
	}

	dispose(): void {
		clearInterval(this.timer);
		this.view.dispose();
		this.changed.dispose();
	}
}
