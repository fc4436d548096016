import { textOf } from '../world-text';
import { EVIDENCE, type PlayedAccount } from './account';
import { deniesOn } from './explained';

/**
 * Everything that neither a signal nor the chain names, as text: other users with their keys, logins and policies, roles,
 * groups, policies and settings.
 */
export function otherText(account: PlayedAccount): string {
  const { leaked, sandbox, thiefMade, approved } = account;
  const { users, groups, roles, policies, mfaDevices, recycledUsers, settings, rootKeys } = sandbox.world;
  const isNamed = (kind: string, name: string): boolean =>
    thiefMade.has(`${kind} ${name}`) || (name === 'excluded' && approved.has('excluded'));
  return textOf({
    users: [...users.values()].filter((user) => user !== leaked && !isNamed('user', user.name)),
    roles: [...roles.values()].filter(({ name }) => !isNamed('role', name)),
    groups,
    policies,
    mfaDevices,
    recycledUsers,
    settings,
    rootKeys,
  });
}

/** Of the leaked key's user, what nothing may touch: login, policies of his own, tags, the keys that no signal named. */
export function ownText({ leaked }: PlayedAccount): string {
  const { login, groups, attached, tags, id, displayName, comments } = leaked;
  const own = {
    login,
    tags,
    id,
    displayName,
    comments,
    groups: groups.current.map(({ group }) => group.name).filter((name) => !name.startsWith('AkTourniquet')),
    attached: attached.current.map(({ policy }) => policy.name).filter((name) => !name.startsWith('AkTourniquet')),
  };
  return textOf(own);
}

/** Whoever carries something of ours, and was made by no thief and named by no signal. */
export function strangersTouched({ leaked, sandbox, thiefMade, approved }: PlayedAccount): string[] {
  return [...sandbox.world.users.values(), ...sandbox.world.roles.values()]
    .filter((one) => one !== leaked && !thiefMade.has(`${one.kind} ${one.name}`))
    .filter((one) => !(one.name === 'excluded' && approved.has('excluded')))
    .filter((one) => deniesOn(one).length > 0)
    .map(({ kind, name }) => `${kind} ${name}`);
}

/** Where a secret shows: in an object, a mail, a chat, or in what a command or a function wrote. */
export function secretsShown(account: PlayedAccount): string[] {
  account.keepSecrets();
  const { inbox, oss } = account.sandbox;
  const places: [string, string][] = [
    ['an output', account.output],
    ...[...(oss.buckets.get(EVIDENCE)?.objects.entries() ?? [])].map(([key, { body, headers }]): [string, string] => [
      key,
      body.toString() + JSON.stringify(headers),
    ]),
    ...inbox.mail.map((mail): [string, string] => [`the mail ${mail.subject}`, mailText(mail)]),
    ...inbox.dingtalk.map(({ title, text }): [string, string] => [`the chat ${title}`, title + text]),
  ];
  return places.flatMap(([place, text]) =>
    [...account.secrets]
      .filter((secret) => text.includes(secret))
      .map((secret) => `${place} shows ${secret.slice(0, 6)}…`),
  );
}

/** Alerts that something of ours was missing: nobody has taken anything away. */
export const missed = ({ sandbox }: PlayedAccount): string[] =>
  sandbox.inbox.mail.map(({ text }) => text).filter((text) => text.includes('written again by what the journals say'));

function mailText({ subject, text, html, attachments }: PlayedAccount['sandbox']['inbox']['mail'][number]): string {
  return [subject, text, html, ...attachments.map(({ content }) => Buffer.from(content, 'base64').toString())].join(
    '\n',
  );
}
