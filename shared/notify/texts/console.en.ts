import { CLI } from '../../command-line';
import { line } from '../message';
import type { ConsoleTexts } from './console';

export const consoleEn: ConsoleTexts = {
  title: {
    done: (user) => `console logins around the leaked key of ${user} were secured`,
    failed: (user) => `console logins around the leaked key of ${user} could NOT all be secured`,
  },
  headline: {
    done: (user) => line`Console logins that have to do with the leaked AccessKey of ${user} were secured: see below.`,
    failed: (user) =>
      line`Not everything could be done about the console logins that have to do with the leaked AccessKey of ${user}. The deny on the user stands all the same.`,
  },
  todo: {
    done: (ram) =>
      line`Reach these users by another way: they set a new password and bind a second factor at their next login. Delete a user whom nobody knows: ${ram} > Users.`,
    failed: (ram) =>
      line`Do by hand what failed: ${ram} > Users > Console Logon Management (require MFA, reset the password). A right that is missing is granted by ${CLI} setup.`,
  },
  left: 'Left alone:',
};
