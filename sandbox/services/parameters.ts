import { CloudError } from '../kernel/types';
import { missing } from '../rpc/request';

/** The parameters of an RPC call, read by name and type. What is there and wrong is refused; nothing is guessed. */
export class Parameters {
  constructor(private readonly given: Readonly<Record<string, string>>) {}

  /** Throws MissingParameter where the parameter is absent or empty. */
  text(name: string): string {
    return this.given[name] || missing(name);
  }

  /** An empty parameter counts as absent, as the gateways take it. */
  optional(name: string): string | undefined {
    return this.given[name] || undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    throw invalid(name);
  }

  integer(name: string): number | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(value)) throw invalid(name);
    return Number(value);
  }

  /** A list, however it is sent: `Name.1`, `Name.2`, or one JSON array. */
  list(name: string): string[] {
    const json = this.optional(name);
    if (json !== undefined) return this.json(name, json).map(String);
    const items: string[] = [];
    for (let i = 1; this.given[`${name}.${i}`] !== undefined; i += 1) items.push(this.given[`${name}.${i}`] ?? '');
    return items;
  }

  /** Tags, as `Tag.1.Key` and `Tag.1.Value`, or as one JSON array of Key and Value. */
  tags(name: string): { readonly key: string; readonly value: string }[] {
    const json = this.optional(name);
    const rows: unknown[] = json === undefined ? [] : this.json(name, json);
    for (let i = 1; this.given[`${name}.${i}.Key`] !== undefined; i += 1)
      rows.push({ Key: this.given[`${name}.${i}.Key`], Value: this.given[`${name}.${i}.Value`] });
    return rows.map((row) => {
      const tag = (row !== null && typeof row === 'object' ? row : {}) as { Key?: unknown; Value?: unknown };
      if (typeof tag.Key !== 'string' || tag.Key === '') throw invalid(name);
      return { key: tag.Key, value: typeof tag.Value === 'string' ? tag.Value : '' };
    });
  }

  private json(name: string, text: string): unknown[] {
    try {
      const parsed: unknown = JSON.parse(text);
      if (Array.isArray(parsed)) return parsed;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw invalid(name);
  }
}

export function invalid(name: string): CloudError {
  return new CloudError(400, `InvalidParameter.${name}`, `The specified parameter - "${name}" is not valid.`);
}
