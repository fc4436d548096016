/** A robot's refusal: always HTTP 200, the truth in `errcode`. */
export class RobotRefusal extends Error {
  constructor(
    readonly errcode: number,
    message: string,
  ) {
    super(message);
    this.name = 'RobotRefusal';
  }
}

/** Bytes of a message, beyond which the robot refuses it. */
export const MESSAGE_LIMIT_BYTES = 20_000;

/** The title and text of a message of any type. Throws {@link RobotRefusal} for what the robot would not take. */
export function readMessage(body: Buffer): { title: string; text: string } {
  if (body.length > MESSAGE_LIMIT_BYTES) {
    throw new RobotRefusal(460_101, `message too long, exceed ${MESSAGE_LIMIT_BYTES} bytes`);
  }
  const message = parsed(body);
  const type = message.msgtype;
  switch (type) {
    case 'markdown':
      return { title: field(message, type, 'title'), text: field(message, type, 'text') };
    case 'text':
      return { title: '', text: field(message, type, 'content') };
    case 'link':
      field(message, type, 'messageUrl');
      return { title: field(message, type, 'title'), text: field(message, type, 'text') };
    case 'actionCard':
      return { title: field(message, type, 'title'), text: field(message, type, 'text') };
    default:
      throw new RobotRefusal(400_105, `unsupported msgtype: ${typeof type === 'string' ? type : 'none'}`);
  }
}

function parsed(body: Buffer): Record<string, unknown> {
  let message: unknown;
  try {
    message = JSON.parse(body.toString());
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new RobotRefusal(40_035, '缺少参数 json');
  }
  return message as Record<string, unknown>;
}

function field(message: Record<string, unknown>, type: string, name: string): string {
  const part = message[type];
  const value = typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[name] : undefined;
  if (typeof value !== 'string' || value.trim() === '') throw new RobotRefusal(40_035, `缺少参数 ${type}.${name}`);
  return value;
}
