/** What the owner has received. `GET /_sandbox/inbox` shows it. */

export interface DingTalkMessage {
  readonly time: string;
  /** Empty for messages of type text, which have none. */
  readonly title: string;
  readonly text: string;
}

export interface MailMessage {
  readonly time: string;
  readonly from: string;
  /** All recipients of the envelope, parted by `, `. */
  readonly to: string;
  readonly subject: string;
  /** Names of its header lines, lower case, in their order. */
  readonly headers: readonly string[];
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** Base64, so that the inbox is JSON as it stands. */
  readonly content: string;
}

export interface Inbox {
  /** Oldest first, like the mails. */
  readonly dingtalk: DingTalkMessage[];
  readonly mail: MailMessage[];
}

export function createInbox(): Inbox {
  return { dingtalk: [], mail: [] };
}
