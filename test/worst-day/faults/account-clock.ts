import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { currentRequest } from '../../../sandbox/kernel/current-request';
import type { RunningSandbox } from '../../../sandbox/start';
import { type Clock, systemClock } from '../../../shared/clock';

/** Looks in a row at which nothing may have moved, and how far they are apart: only then is everybody waiting. */
const STILL_LOOKS = 4;
const LOOK_MS = 5;
const REQUEST = 'http.server.request.start';
const CONNECTION = 'net.server.socket';
/** Where a wait is begun that is none to keep a pace. */
const BEFORE_A_TRY = /shared\/aliyun\/(call|object-store)\.ts/;
/** That the machine is busy is not the account's affair: a limit that nothing jumps to is so many times as long. */
const BUSY_MACHINE = 20;
/** Between two runs in one process: what an instance tells once an hour it may tell again. */
const BETWEEN_RUNS_MS = 2 * 3_600_000;
let upMs = 0;

interface Alarm {
  readonly atMs: number;
  readonly ring: () => void;
}

/**
 * The account's own time, in which no wait takes any: a wait before the next try passes at once, and a limit or a late
 * answer that everybody waits for comes when nothing else is going on. What is in progress is never overtaken, so a run
 * sees the same order of things as by the system's clock, and `elapsedMs` tells how long it would have taken.
 */
export class AccountClock implements Clock {
  /** What was waited for before a further try of a call, in the order of the waits. */
  readonly pauses: number[] = [];
  private skippedMs = 0;
  /** By what the alarms go: the waits that pass at once ring none. */
  private jumpedMs = 0;
  private readonly alarms = new Set<Alarm>();
  /** Of requests over HTTP, and of mails. */
  private readonly open = { http: 0, smtp: 0 };
  private readonly silent = { http: 0, smtp: 0 };
  private moves = 0;
  private watching = false;
  private readonly smtpPort: string;

  constructor(private readonly sandbox: RunningSandbox) {
    this.smtpPort = new URL(sandbox.endpointEnv['TOURNIQUET_SMTP_URL'] ?? '').port;
    upMs += BETWEEN_RUNS_MS;
    this.skippedMs = upMs;
    subscribe(REQUEST, this.onRequest);
    subscribe(CONNECTION, this.onConnection);
    sandbox.kernel.wait = (ms) => {
      const way = currentRequest() === undefined ? 'smtp' : 'http';
      this.goesSilent(way);
      return new Promise((resolve) =>
        this.after(ms, () => {
          this.silent[way] -= 1;
          resolve();
        }),
      );
    };
  }

  /** No more requests are counted. */
  end(): void {
    unsubscribe(REQUEST, this.onRequest);
    unsubscribe(CONNECTION, this.onConnection);
    this.alarms.clear();
  }

  now(): Date {
    return this.sandbox.clock.now();
  }

  elapsedMs(): number {
    return systemClock.elapsedMs() + this.skippedMs + this.jumpedMs;
  }

  async sleep(ms: number): Promise<void> {
    if (BEFORE_A_TRY.test(new Error().stack ?? '')) this.pauses.push(ms);
    const untilMs = this.elapsedMs() + ms;
    await new Promise((resolve) => setImmediate(resolve));
    const leftMs = Math.max(0, untilMs - this.elapsedMs());
    this.skippedMs += leftMs;
    this.sandbox.clock.advance(leftMs);
  }

  after(ms: number, ring: () => void): () => void {
    const alarm: Alarm = { atMs: this.alarmMs() + ms, ring };
    this.alarms.add(alarm);
    const cancel = systemClock.after(ms * BUSY_MACHINE, () => this.rings(alarm));
    this.watch();
    return () => {
      cancel();
      this.alarms.delete(alarm);
    };
  }

  /** An answer that never comes, or one that waits for its time: whoever asked is not in the way of a jump. */
  goesSilent(way: 'http' | 'smtp'): void {
    this.silent[way] += 1;
    this.watch();
  }

  private readonly onRequest = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.headers.host !== new URL(this.sandbox.url).host) return;
    this.opens('http', (closed) => response.on('close', () => closed(!response.writableFinished)));
  };

  private readonly onConnection = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    if (String(socket.localPort) !== this.smtpPort) return;
    this.opens('smtp', (closed) => socket.on('close', () => closed(true)));
  };

  private opens(way: 'http' | 'smtp', onClose: (closed: (inVain: boolean) => void) => void): void {
    this.open[way] += 1;
    this.moves += 1;
    onClose((inVain) => {
      this.open[way] -= 1;
      this.moves += 1;
      // Who waited in vain has gone.
      if (inVain) this.silent[way] = Math.max(0, this.silent[way] - 1);
    });
  }

  private get isSilent(): boolean {
    return this.silent.http + this.silent.smtp > 0;
  }

  private get everybodyWaits(): boolean {
    return this.open.http <= this.silent.http && this.open.smtp <= this.silent.smtp;
  }

  private alarmMs(): number {
    return systemClock.elapsedMs() + this.jumpedMs;
  }

  private rings(alarm: Alarm): void {
    if (!this.alarms.delete(alarm)) return;
    this.moves += 1;
    alarm.ring();
  }

  private watch(): void {
    if (this.watching || !this.isSilent || this.alarms.size === 0) return;
    this.watching = true;
    let still = 0;
    let seen = this.moves;
    const look = (): void => {
      if (!this.isSilent || this.alarms.size === 0) {
        this.watching = false;
        return;
      }
      still = this.moves === seen && this.everybodyWaits ? still + 1 : 0;
      seen = this.moves;
      if (still >= STILL_LOOKS) {
        still = 0;
        this.jump();
      }
      setTimeout(look, LOOK_MS);
    };
    setTimeout(look, LOOK_MS);
  }

  /** To the next alarm, and it rings. */
  private jump(): void {
    const next = [...this.alarms].sort((a, b) => a.atMs - b.atMs)[0];
    if (next === undefined) return;
    const overMs = Math.max(0, next.atMs - this.alarmMs());
    this.jumpedMs += overMs;
    this.sandbox.clock.advance(overMs);
    this.rings(next);
  }
}
