import { withoutSecrets } from './secrets';
import type { CallRecord } from './types';

/** Every cloud call, oldest first, as `GET /_sandbox/calls` shows it. */
export class CallLog {
  private readonly records: CallRecord[] = [];

  append(record: CallRecord): void {
    this.records.push({ ...record, parameters: withoutSecrets(record.parameters) as Record<string, unknown> });
  }

  all(): readonly CallRecord[] {
    return this.records;
  }
}
