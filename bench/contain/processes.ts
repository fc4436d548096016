import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A function's process: the first event is there when it starts, the next comes while it is warm. */
const FUNCTION = `
const { handler } = require(process.argv[1]);
const run = ({ event, context }) =>
  handler(Buffer.from(JSON.stringify(event)), context).then(
    () => process.send({}),
    (error) => process.send({ error: String(error && error.stack) }),
  );
run(JSON.parse(process.argv[2]));
process.on('message', run);
`;

/** The least that a containment is: who has the key, then the deny, on one connection. */
const TWO_TRIPS = `
const http = require('http');
const agent = new http.Agent({ keepAlive: true });
const trip = (then) => http.get(process.argv[1], { agent }, (answer) => answer.resume().once('end', then));
const run = () => trip(() => trip(() => process.send({})));
run();
process.on('message', run);
`;

export interface FunctionEvent {
  readonly event: unknown;
  readonly context: unknown;
}

/** One process, from its start to its end. */
export class Started {
  readonly atMs = Date.now();
  private readonly child: ChildProcess;

  private constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, ['-e', ...args], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { PATH: process.env['PATH'] ?? '', ...env },
    });
  }

  static function(bundle: string, first: FunctionEvent, env: Readonly<Record<string, string>>): Started {
    return new Started([FUNCTION, bundle, JSON.stringify(first)], env);
  }

  static twoTrips(url: string): Started {
    return new Started([TWO_TRIPS, url], {});
  }

  /** The event in hand is over. Throws what the handler threw. */
  async done(): Promise<void> {
    const [{ error }] = (await once(this.child, 'message')) as [{ error?: string }];
    if (error) throw new Error(error);
  }

  /** Sends the next event; answers when. */
  next(event: FunctionEvent | Record<string, never> = {}): number {
    const atMs = Date.now();
    this.child.send(event);
    return atMs;
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

/** Answers as late as the sandbox does, and remembers when it has looked at each request. */
export async function aFarServer() {
  const looked: number[] = [];
  let latencyMs = 0;
  const server = createServer(async (_, response) => {
    await sleep(latencyMs);
    looked.push(Date.now());
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    looked,
    setLatency: (ms: number) => {
      latencyMs = ms;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
