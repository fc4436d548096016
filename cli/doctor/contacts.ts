import { byHand, type Check } from './check';

/** Where each site's console says who gets the cloud's own messages (Account Center, "Manage notification settings"). */
const WHERE = {
  china:
    'https://notifications.console.aliyun.com/ 消息中心 > 基本接收管理 > 安全消息 (Basic Receiving Management, Security Messages)',
  international:
    'https://notifications.console.alibabacloud.com/ Message Center > Common Settings (Basic Receiving Management) > Security Messages',
} as const;

/** No API of Alibaba Cloud's tells the recipients of its messages: Security Center's tells the ways, not to whom. */
export const contacts: Check = {
  id: 'contacts',
  async look({ config }) {
    return [
      byHand(
        "who gets Alibaba Cloud's own notice of a leak, no API tells: without a contact, the account's own mail address alone",
        `${WHERE[config.site]}: name at least two people who read it at night`,
      ),
    ];
  },
};
