import { newSessionKeyId, newToken } from '../kernel/ids';
import type { Role, Session } from './entities';
import type { World } from './world';

export interface NewSession {
  readonly role: Role;
  readonly sessionName: string;
  readonly seconds: number;
  /** A session policy: cuts the role's power down, never widens it. */
  readonly policy?: string;
}

/** Starts an STS session of a role. Who may ask for it is decided before. */
export function openSession(world: World, given: NewSession): Session {
  const startedAt = world.now();
  const session: Session = {
    accessKeyId: newSessionKeyId(),
    accessKeySecret: world.newId('secret'),
    securityToken: newToken(),
    role: given.role,
    sessionName: given.sessionName,
    ...(given.policy === undefined ? {} : { policy: given.policy }),
    startedAt,
    expiresAt: new Date(startedAt.getTime() + given.seconds * 1000),
  };
  world.sessions.set(session.accessKeyId, session);
  return session;
}
