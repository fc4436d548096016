import type { Language } from '../config/types';

/** An identity that a call made or gave power to. Names are somebody else's text. */
export interface Made {
  readonly kind: 'user' | 'access-key' | 'console' | 'role' | 'grant' | 'session';
  /** The user, the new key's id, the role, the policy. */
  readonly name: string;
  /** Whom a key or a policy is for. */
  readonly of?: string;
  /**
   * `all`: it makes an administrator, as far as the account's events tell. `unknown`: a role that was there before, with
   * whatever power it has. Absent: less, or nothing by itself.
   */
  readonly power?: 'all' | 'unknown';
}

/** A console login is named by the principal name, `user@domain`; the rest by the user. */
export function ownerOf({ kind, name, of }: Made): string {
  return (kind === 'console' ? name : (of ?? name)).replace(/@.*$/s, '');
}

/** In words, for an alert or a page; escaping is the caller's. */
export function describeMade({ kind, name, of }: Made, language: Language): string {
  const zh = language === 'zh';
  switch (kind) {
    case 'user':
      return zh ? `RAM 用户 ${name}` : `RAM user ${name}`;
    case 'access-key':
      return zh ? `AccessKey ${name}${of ? `（${of}）` : ''}` : `AccessKey ${name}${of ? ` of ${of}` : ''}`;
    case 'console':
      return zh ? `${name} 的控制台登录` : `console login of ${name}`;
    case 'role':
      return zh ? `角色 ${name}` : `role ${name}`;
    case 'grant':
      return zh ? `${of ? `授予 ${of} 的` : ''}权限 ${name}` : `${name}${of ? ` granted to ${of}` : ''}`;
    case 'session':
      return zh ? `角色 ${name} 的临时会话` : `session of ${name}`;
  }
}
