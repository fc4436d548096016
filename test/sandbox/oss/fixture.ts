import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AuditNote,
  type Caller,
  type CallRecord,
  CloudError,
  type Door,
  type Fault,
  type Kernel,
  type PermissionRequest,
  type SandboxRequest,
} from '../../../sandbox/kernel/types';

/** A small account to stand a single door on: callers by key, a grant list each, and what was written down. */
export class SmallKernel implements Kernel {
  readonly accountId = '1234567890123456';
  readonly region = 'cn-hangzhou';
  readonly callers = new Map<string, { caller: Caller; allows: (action: string, resource: string) => boolean }>();
  readonly records: { call: Omit<CallRecord, 'time'>; note: AuditNote; caller: Caller | undefined }[] = [];
  readonly asked: PermissionRequest[] = [];
  readonly faults: { service: string; action: string; fault: Fault }[] = [];
  readonly inactive = new Set<string>();
  movedByMs = 0;
  private count = 0;
  private readonly nonces = new Set<string>();

  now(): Date {
    return new Date(Date.now() + this.movedByMs);
  }

  newId(kind: 'request' | 'access-key' | 'secret' | 'numeric'): string {
    this.count += 1;
    return kind === 'numeric' ? String(1000 + this.count) : randomUUID().toUpperCase();
  }

  addUser(name: string, allows: (action: string, resource: string) => boolean = () => true): Caller {
    const caller: Caller = {
      type: 'ram-user',
      accountId: this.accountId,
      userName: name,
      principalId: `2${this.newId('numeric')}`,
      accessKeyId: `LTAI5t${name.replace(/\W/g, '')}Example01`,
      accessKeySecret: `secret-of-${name}`,
    };
    this.callers.set(caller.accessKeyId, { caller, allows });
    return caller;
  }

  addSession(role: string, allows: (action: string, resource: string) => boolean = () => true): Caller {
    const caller: Caller = {
      type: 'assumed-role',
      accountId: this.accountId,
      userName: `${role}:test`,
      principalId: `3:${role}`,
      accessKeyId: `STS.N${role}${this.newId('numeric')}`,
      accessKeySecret: `secret-of-${role}`,
      securityToken: `token-of-${role}`,
      roleName: role,
    };
    this.callers.set(caller.accessKeyId, { caller, allows });
    return caller;
  }

  callerOf(accessKeyId: string): Caller | undefined {
    if (this.inactive.has(accessKeyId))
      throw new CloudError(403, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.');
    return this.callers.get(accessKeyId)?.caller;
  }

  identify(accessKeyId: string): Caller | undefined {
    return this.callers.get(accessKeyId)?.caller;
  }

  authorise(caller: Caller, request: PermissionRequest, code = 'NoPermission'): void {
    this.asked.push(request);
    const allows = this.callers.get(caller.accessKeyId)?.allows ?? (() => false);
    const granted = request.resources.every((resource) => request.actions.some((action) => allows(action, resource)));
    if (!granted) throw new CloudError(403, code, 'You are not authorized to do this action.');
  }

  record(caller: Caller | undefined, call: Omit<CallRecord, 'time'>, note: AuditNote): void {
    this.records.push({ call, note, caller });
  }

  wait(): Promise<void> {
    return Promise.resolve();
  }

  rewritten(_service: string, _action: string, usual: Record<string, unknown>): Record<string, unknown> {
    return usual;
  }

  takeFault(service: string, action: string): Fault | undefined {
    const at = this.faults.findIndex((fault) => fault.service === service && fault.action === action);
    return at < 0 ? undefined : this.faults.splice(at, 1)[0]?.fault;
  }

  useNonce(nonce: string): boolean {
    if (this.nonces.has(nonce)) return false;
    this.nonces.add(nonce);
    return true;
  }
}

export interface Served {
  readonly port: number;
  stop(): Promise<void>;
}

/** A real HTTP server on loopback with these doors. */
export async function serve(...doors: Door[]): Promise<Served> {
  const server = createServer((incoming, outgoing) => {
    void answer(doors, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(doors: readonly Door[], incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const target = incoming.url ?? '/';
  const url = new URL(target, 'http://sandbox');
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  const request: SandboxRequest = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    target,
    headers,
    body: Buffer.concat(chunks),
    sourceIp: '127.0.0.1',
  };
  const door = doors.find((candidate) => candidate.matches(request));
  const reply = door ? await door.handle(request) : { status: 501, body: 'no such door' };
  if (reply.transport === 'reset') {
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(reply.status, { ...reply.headers });
  outgoing.end(reply.body);
}
