/** One log as Log Service answers it: every value is text, beside its time and topic. */
export type LogRow = Readonly<Record<string, string>>;

/** What of a logstore is indexed; nothing else can be searched. */
export interface StoredIndex {
  readonly fullText: boolean;
  /** What of the full text index is set otherwise than a new one has it: `exclude_keys`, `token`. */
  readonly line?: Readonly<Record<string, readonly string[]>>;
  /** Fields and their types: `event` → `json`. */
  readonly keys: Readonly<Record<string, 'json' | 'text'>>;
}

export interface LogStore {
  readonly name: string;
  index: StoredIndex | undefined;
  /** What was written by hand; a trail's events come beside them. */
  readonly rows: LogRow[];
  /** How a trail's events stand in their logs: as JSON text in `event`, or in one column for each field. */
  form: 'json' | 'columns';
}

export interface LogProject {
  readonly name: string;
  readonly region: string;
  readonly logstores: Map<string, LogStore>;
  /** The kinds of its own log that are on: `operation_log`, `consumergroup_log` … */
  serviceLog?: readonly string[];
}

/** Log Service's projects; their names are unique. */
export class SlsStore {
  readonly projects = new Map<string, LogProject>();

  /** The project as it is, made where there is none. */
  addProject(name: string, region: string): LogProject {
    const there = this.projects.get(name) ?? { name, region, logstores: new Map() };
    this.projects.set(name, there);
    return there;
  }

  /** The logstore as it is, made with its project where there is none. */
  addLogstore(project: string, region: string, name: string): LogStore {
    const there = this.addProject(project, region);
    const known = there.logstores.get(name);
    const store: LogStore = known ?? {
      name,
      index: { fullText: true, keys: { event: 'json' } },
      rows: [],
      form: 'json',
    };
    there.logstores.set(name, store);
    return store;
  }
}
