import { IS_LONG, showTable } from '../table';
import type { Attack } from './attack';
import { ON_THE_DENY } from './on-the-deny';
import { ON_THE_DOCUMENT } from './on-the-document';
import { ON_THE_GROUP } from './on-the-group';
import { ON_THE_IDENTITY } from './on-the-identity';
import { ON_THE_MEMORY } from './on-the-memory';
import { ON_THE_NAMES } from './on-the-names';
import { ON_THE_OBJECTS } from './on-the-objects';
import { ON_THE_SIGNALS } from './on-the-signals';
import { ON_THE_SIZE } from './on-the-size';
import { ON_THE_TOOL } from './on-the-tool';
import { ON_WHAT_HE_MADE } from './on-what-he-made';
import { type Count, Scene } from './scene';

const ALL: readonly Attack[] = [
  ...ON_THE_DENY,
  ...ON_THE_DOCUMENT,
  ...ON_THE_GROUP,
  ...ON_THE_IDENTITY,
  ...ON_WHAT_HE_MADE,
  ...ON_THE_NAMES,
  ...ON_THE_MEMORY,
  ...ON_THE_OBJECTS,
  ...ON_THE_SIZE,
  ...ON_THE_SIGNALS,
  ...ON_THE_TOOL,
];
const PLAYED = ALL.filter(({ isLong }) => IS_LONG || !isLong);
/** Rows whose every cell held. */
const held: { readonly attack: Attack; readonly before: Count; readonly after: Count }[] = [];

test.each(PLAYED.map((attack) => [attack.name.en, attack] as const))(
  '%s',
  async (_, attack) => {
    const scene = await attack.play();
    held.push({ attack, before: scene.before, after: scene.after });
  },
  1_800_000,
);

afterEach(() => Scene.stopAll());

const of = ({ through, refused }: Count): string => `${through} / ${through + refused}`;

afterAll(() => {
  const rowsIn = (language: 'en' | 'zh') =>
    held.map(({ attack, before, after }) => [
      ...[attack.name[language], of(before), of(after)],
      ...[attack.did[language], attack.told[language], attack.remains[language]],
    ]);
  const columns = {
    en: ['the thief', 'calls that went through before', 'after', 'ak-tourniquet', 'the owner is told', 'what remains'],
    zh: ['盗用者', '之前成功的调用', '之后', 'ak-tourniquet', '所有者得知', '仍然存在'],
  };
  if (held.length < PLAYED.length) return;
  showTable(
    'attacker',
    { en: { columns: columns.en, rows: rowsIn('en') }, zh: { columns: columns.zh, rows: rowsIn('zh') } },
    'threat-model',
  );
  process.stderr.write(`${held.length} of ${ALL.length} attacks played, ${held.length} as the table says\n`);
});
