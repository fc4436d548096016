// The bill of materials of what is deployed: the packages that are in it, and no other, as CycloneDX, which scanners read.
// Nothing of the day or the machine is in it: built again it is the same.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import parseLicence from 'spdx-expression-parse';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const builder = new Contrib.FromNodePackageJson.Builders.ComponentBuilder(
  new Contrib.FromNodePackageJson.Factories.ExternalReferenceFactory(),
  new Contrib.License.Factories.LicenseFactory(parseLicence),
);

/**
 * `folders`: of the packages that `name` holds, from the project's root. Resolves with the document's text.
 * Licences are as the packages state them, checksums as the lock file holds them.
 */
export function billOfMaterials(name, folders) {
  const ours = read('package.json');
  const { packages: locked } = read('package-lock.json');
  const bom = new Models.Bom();
  const whole = builder.makeComponent({ ...ours, name: `${ours.name}-${name}` }, Enums.ComponentType.Application);
  whole.bomRef.value = whole.name;
  const parts = new Map([...folders].sort().map((folder) => [folder, partOf(folder, locked[folder])]));
  for (const [folder, part] of parts) {
    bom.components.add(part);
    for (const wanted of wantedBy(folder, locked))
      if (parts.has(wanted)) part.dependencies.add(parts.get(wanted).bomRef);
  }
  for (const direct of Object.keys(ours.dependencies)) {
    const part = parts.get(`node_modules/${direct}`);
    if (part !== undefined) whole.dependencies.add(part.bomRef);
  }
  bom.metadata.component = whole;
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function partOf(folder, { version, integrity }) {
  const { license, ...manifest } = read(`${folder}/package.json`);
  // One string by today's rules; old packages have a list.
  const stated = Array.isArray(license) ? { licenses: license.map((type) => ({ type })) } : { license };
  const part = builder.makeComponent({ ...manifest, ...stated }, Enums.ComponentType.Library);
  const purl = new PackageURL('npm', part.group, part.name, version).toString();
  part.purl = purl;
  // One package may lie in two folders: each is a part of its own.
  part.bomRef.value = `${purl}#${folder}`;
  part.scope = Enums.ComponentScope.Required;
  part.hashes.set(
    Enums.HashAlgorithm['SHA-512'],
    Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex'),
  );
  return part;
}

/** The folders that node would load a package's dependencies from. */
function wantedBy(folder, locked) {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = locked[folder];
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).flatMap((name) => {
    for (let from = folder; ; from = from.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
      const there = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
      if (locked[there] !== undefined) return [there];
      if (from === '') return [];
    }
  });
}
