import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from '../../shared/incident/entries';
import type { RunningSandbox } from '../start';

/** What lies in the evidence bucket about the incident, and what the owner has received, as files to open. */
export interface Harvest {
  readonly journal: readonly Entry[];
  readonly hasReport: boolean;
  /** Objects of the manifest whose hash does not verify; undefined when there is no manifest. */
  readonly broken: readonly string[] | undefined;
  readonly manifestItems: number;
}

interface Manifest {
  readonly items: readonly { readonly path: string; readonly sha256: string }[];
}

/** Writes the incident's objects and the alerts below `folder`, and checks every hash of the manifest. */
export function harvest(sandbox: RunningSandbox, accessKeyId: string, folder: string): Harvest {
  const objects = objectsOf(sandbox, accessKeyId);
  for (const [name, body] of objects) saveFile(path.join(folder, name), body);
  saveAlerts(sandbox, path.join(folder, 'alerts'));
  sandbox.fc.invocations.forEach(({ functionName, logs }, i) => {
    saveFile(path.join(folder, 'logs', `${i + 1}-${functionName}.log`), logs);
  });
  const manifest = objects.get('manifest.json');
  const items = manifest ? (JSON.parse(manifest.toString()) as Manifest).items : [];
  return {
    journal: journalIn(objects),
    hasReport: objects.has('report.html'),
    broken: manifest && items.filter((item) => sha256(objects.get(item.path)) !== item.sha256).map((item) => item.path),
    manifestItems: items.length,
  };
}

/** What the journal says of any key, oldest entry first; empty where there is no incident. */
export function journalOf(sandbox: RunningSandbox, accessKeyId: string): readonly Entry[] {
  return journalIn(objectsOf(sandbox, accessKeyId));
}

/** The incident's objects by their names below its prefix. */
function objectsOf(sandbox: RunningSandbox, accessKeyId: string): ReadonlyMap<string, Buffer> {
  const prefix = `ak-tourniquet/incidents/${sandbox.accountId}/${accessKeyId}/`;
  const bucket = sandbox.oss.buckets.get(sandbox.endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');
  return new Map(
    [...(bucket?.objects ?? [])]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { body }]) => [key.slice(prefix.length), body]),
  );
}

function journalIn(objects: ReadonlyMap<string, Buffer>): Entry[] {
  return [...objects]
    .filter(([name]) => name.startsWith('journal/'))
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, body]) => JSON.parse(body.toString()) as Entry);
}

/** What the owner has received, as files to open. */
export function saveAlerts({ inbox }: RunningSandbox, folder: string): void {
  inbox.dingtalk.forEach(({ title, text }, i) => {
    saveFile(path.join(folder, `dingtalk-${i + 1}.md`), `<!-- ${title.replaceAll('--', '- -')} -->\n${text}\n`);
  });
  inbox.mail.forEach(({ from, to, subject, text, html, attachments }, i) => {
    saveFile(path.join(folder, `mail-${i + 1}.txt`), `From: ${from}\nTo: ${to}\nSubject: ${subject}\n\n${text}\n`);
    saveFile(path.join(folder, `mail-${i + 1}.html`), html);
    for (const { filename, content } of attachments)
      saveFile(path.join(folder, `mail-${i + 1}-${path.basename(filename)}`), Buffer.from(content, 'base64'));
  });
}

/** With the folders on the way to it. */
export function saveFile(file: string, content: Buffer | string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function sha256(content: Buffer | undefined): string | undefined {
  return content && createHash('sha256').update(content).digest('hex');
}
