export { createDingTalkDoor, type Robot } from './dingtalk';
export { type Attachment, createInbox, type DingTalkMessage, type Inbox, type MailMessage } from './inbox';
export { type RunningSmtp, type SmtpOptions, startSmtp } from './smtp';
