import { readFileSync } from 'node:fs';
import { CATALOGUE } from '../../../shared/ram-policy/catalogue';
import { highRiskDocument, quarantineDocument } from '../../../shared/ram-policy/documents';
import { inHandbook, withHandbook } from '../../handbook';
import deniedReads from './denied-reads.json';
import { operationActions, REFERENCE_TEXT } from './reference';
import { SCOPE, verdicts } from './verdicts';

const decide = verdicts([quarantineDocument(SCOPE)]);

describe('against the handbook', () => {
  const metadata = withHandbook('openapi', 'the deny policies against the API metadata');
  const reference = withHandbook(REFERENCE_TEXT, "high-risk.json against the reference document's policy");

  reference.test("high-risk.json is the reference document's policy, statement for statement", () => {
    const text = readFileSync(inHandbook(REFERENCE_TEXT), 'utf8');
    const json = text.slice(text.indexOf('{ "Version"'), text.lastIndexOf('] }') + 3);
    expect(JSON.parse(highRiskDocument().document)).toEqual(JSON.parse(json));
  });

  metadata.test('every Describe, Get and List that the quarantine denies is one that it means to deny', () => {
    const reads = operationActions(inHandbook('openapi')).filter((action) =>
      /:(Describe|Get|List|Query|Lookup|Head)/.test(action),
    );
    expect(reads.length).toBeGreaterThan(100);
    expect(reads.filter((action) => decide(action) === 'Deny')).toEqual(deniedReads);
  });

  metadata.test('all of RAM and IMS is denied, as in the restrictive protection', () => {
    const identity = operationActions(inHandbook('openapi')).filter((action) => /^(ram|ims):/.test(action));
    expect(identity.length).toBeGreaterThan(150);
    expect(identity.filter((action) => decide(action) !== 'Deny')).toEqual([]);
    const known = new Set(CATALOGUE.map(({ action }) => action));
    expect(identity.filter((action) => !known.has(action))).toEqual([]);
  });
});
