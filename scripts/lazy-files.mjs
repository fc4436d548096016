// Alibaba's SDKs load with their index all that it names: hundreds of models for the few calls that are made, a websocket,
// a date and an XML library for nobody. In a bundle each file behind an index is read when it is first asked for by a
// name: the same names, the same values.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const INDEX = /(@alicloud[/\\][^/\\]+[/\\]dist[/\\]models[/\\]model|@darabonba[/\\]typescript[/\\]dist[/\\]index)\.js$/;
/** One function of lodash is used there, in one place that no call of ours comes to. */
const FUNCTIONS = /@darabonba[/\\]typescript[/\\]dist[/\\]func\.js$/;

/** It hands on what it has for websockets. */
const CLIENT = /@alicloud[/\\]openapi-core[/\\]dist[/\\]client\.js$/;

const LOAD = /^var (\w+) = require\(("\.\/\w+")\);\r?$/gm;
const GETTER =
  /^Object\.defineProperty\(exports, "\w+", \{ enumerable: true, get: function \(\) \{ return .+; \} \}\);\r?$/;
const STAR = /^__exportStar\(require\(("\.\/\w+")\), exports\);\r?$/gm;
const NAMES = /^exports\.\w+ = (?:exports\.\w+ = )*void 0;\r?$/gm;

/**
 * An index as TypeScript writes it, with each file behind its names. `namesOf`: what a file exports; undefined: nobody
 * can tell, and it is loaded as ever. What is not of that form stays as it is.
 */
export function lazily(source, namesOf) {
  const others = source.split('\n').filter((line) => !GETTER.test(line) && !line.match(LOAD));
  const isOfNamesAlone = (variable) => !others.some((line) => new RegExp(`\\b${variable}\\b`).test(line));
  const files = new Map([...source.matchAll(LOAD)].map(([, variable, file]) => [variable, file]));
  for (const variable of [...files.keys()]) if (!isOfNamesAlone(variable)) files.delete(variable);
  return source
    .split('\n')
    .map((line) => {
      const [, loaded] = new RegExp(LOAD.source).exec(line) ?? [];
      if (files.has(loaded)) return '';
      return GETTER.test(line) ? line.replace(/\b\w+_\d+\b/g, (name) => behind(files.get(name)) ?? name) : line;
    })
    .join('\n')
    .replace(
      STAR,
      (whole, file) =>
        namesOf(file)
          ?.map((name) => getterOf(name, `require(${file}).${name}`))
          .join('\n') ?? whole,
    );
}

const behind = (file) => (file === undefined ? undefined : `require(${file})`);
const getterOf = (name, value) =>
  `Object.defineProperty(exports, "${name}", { enumerable: true, get: function () { return ${value}; } });`;

/** The names that a file of TypeScript's declares at its head; undefined: it hands on another one's, which are not told. */
export function exportedBy(source) {
  const heads = source.match(NAMES);
  if (heads === null || source.match(STAR)) return undefined;
  return [...new Set(heads.flatMap((line) => [...line.matchAll(/exports\.(\w+)/g)].map(([, name]) => name)))];
}

/** A package that a file uses by its members alone, loaded where it is used. */
export function whereUsed(source, name) {
  const load = new RegExp(`^var (\\w+) = __importStar\\(require\\("${name}"\\)\\);\\r?$`, 'm').exec(source);
  if (load === null) return source;
  return source.replace(load[0], '').replace(new RegExp(`(?<![\\w$.])${load[1]}\\.`, 'g'), `require("${name}").`);
}

/**
 * A file of its own package that another hands on as a whole, and uses by its members alone, loaded where it is asked
 * for: the client's file of a websocket, which brings four packages along and is opened for no call of ours.
 */
export function handedOnLate(source, file) {
  const load = `__importStar(require("${file}"))`;
  const own = source.match(new RegExp(`^const (\\w+) = ${escaped(load)};\\r?$`, 'm'));
  const late = own === null ? source : source.replace(own[0], '');
  return late
    .replace(new RegExp(`^exports\\.([$\\w]+) = ${escaped(load)};\\r?$`, 'gm'), (_, name) => getterOf(name, load))
    .replace(own === null ? /$^/ : new RegExp(`(?<![\\w$.])${own[1]}\\.`, 'g'), () => `${load}.`);
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The bundler's part of it. */
export const lazyFiles = {
  name: 'lazy-files',
  setup(builder) {
    const text = (file) => readFile(file, 'utf8');
    builder.onLoad({ filter: FUNCTIONS }, async (args) => ({ contents: whereUsed(await text(args.path), 'lodash') }));
    builder.onLoad({ filter: CLIENT }, async (args) => ({
      contents: handedOnLate(await text(args.path), './websocketUtils'),
    }));
    builder.onLoad({ filter: INDEX }, async ({ path: index }) => {
      const source = await text(index);
      const names = new Map();
      for (const [, file] of source.matchAll(STAR))
        names.set(file, exportedBy(await text(path.join(path.dirname(index), `${JSON.parse(file)}.js`))));
      return { contents: lazily(source, (file) => names.get(file)) };
    });
  },
};
