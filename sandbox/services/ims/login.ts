import { isoSeconds } from '../../kernel/trail';
import type { MfaDevice } from '../../world/entities';
import {
  bindMfa,
  changeLogin,
  createLogin,
  createMfaDevice,
  deleteLogin,
  deleteMfaDevice,
  type LoginChange,
  loginOf,
  mfaOf,
  unbindMfa,
} from '../../world/login';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { pageOf } from '../paging';
import type { Parameters } from '../parameters';
import { changeOwnPassword, loginChange } from '../ram/login';
import { ImsTargets, namedUser, principalName } from './targets';
import { loginView } from './views';

/** Console logon and MFA. Unlike RAM's, a login profile here has a status. */
export function imsLoginOperations(world: World): Record<string, Operation> {
  const on = new ImsTargets(world);
  const deviceView = (device: MfaDevice): Record<string, unknown> => {
    const user = [...world.users.values()].find((candidate) => candidate.id === device.boundTo);
    const UserPrincipalName = user && principalName(world, user.name);
    return {
      SerialNumber: device.serialNumber,
      ...(user ? { User: { UserId: user.id, UserPrincipalName, DisplayName: user.displayName } } : {}),
      ...(device.activateDate ? { ActivateDate: isoSeconds(device.activateDate) } : {}),
    };
  };
  return {
    CreateLoginProfile: {
      on: on.user,
      answer: (p) => {
        p.text('Password');
        const user = namedUser(world, p);
        return { LoginProfile: loginView(world, user, createLogin(world, user, imsLoginChange(p))) };
      },
    },
    GetLoginProfile: {
      on: on.user,
      answer: (p) => {
        const user = namedUser(world, p);
        return { LoginProfile: loginView(world, user, loginOf(user)) };
      },
    },
    UpdateLoginProfile: {
      on: on.user,
      answer: (p) => {
        const user = namedUser(world, p);
        changeLogin(world, user, loginOf(user), imsLoginChange(p));
        return { LoginProfile: loginView(world, user, loginOf(user)) };
      },
    },
    DeleteLoginProfile: {
      on: on.user,
      answer: (p) => {
        deleteLogin(namedUser(world, p));
        return {};
      },
    },
    ChangePassword: {
      on: (_p, call) => [on.of(`user/${call.caller.userName}`)],
      answer: (p, call) => {
        changeOwnPassword(world, p, call);
        return {};
      },
    },
    CreateVirtualMFADevice: {
      on: on.newMfa,
      answer: (p) => {
        const device = createMfaDevice(world, p.text('VirtualMFADeviceName'));
        return {
          VirtualMFADevice: {
            SerialNumber: device.serialNumber,
            Base32StringSeed: device.seed,
            QRCodePNG: Buffer.from(device.seed).toString('base64'),
          },
        };
      },
    },
    ListVirtualMFADevices: {
      on: on.mfas,
      answer: (p) => {
        const limits = { usual: 100, most: 100 };
        const page = pageOf([...world.mfaDevices.values()], (device) => device.serialNumber, p, limits);
        return { ...page.more, VirtualMFADevices: { VirtualMFADevice: page.items.map(deviceView) } };
      },
    },
    DeleteVirtualMFADevice: {
      on: on.mfa,
      answer: (p) => {
        deleteMfaDevice(world, p.text('SerialNumber'));
        return {};
      },
    },
    BindMFADevice: {
      on: on.user,
      answer: (p) => {
        const second = p.optional('AuthenticationCode2');
        const codes = [p.text('AuthenticationCode1'), ...(second === undefined ? [] : [second])];
        bindMfa(world, namedUser(world, p), p.text('SerialNumber'), codes);
        return {};
      },
    },
    UnbindMFADevice: {
      on: on.user,
      answer: (p) => ({ MFADevice: { SerialNumber: unbindMfa(world, namedUser(world, p)).serialNumber } }),
    },
    DisableVirtualMFA: {
      on: on.user,
      answer: (p) => {
        const device = unbindMfa(world, namedUser(world, p));
        world.mfaDevices.delete(device.serialNumber);
        return {};
      },
    },
    GetUserMFAInfo: {
      on: on.userOrSelf,
      answer: (p) => {
        const device = mfaOf(world, namedUser(world, p));
        return device
          ? { IsMFAEnable: true, MFADevice: { SerialNumber: device.serialNumber, Type: 'VMFA' } }
          : { IsMFAEnable: false };
      },
    },
    GetAccountMFAInfo: { on: on.account, answer: () => ({ IsMFAEnable: world.settings.rootMfa }) },
  };
}

function imsLoginChange(p: Parameters): LoginChange {
  const status = p.optional('Status');
  return { ...loginChange(p), ...(status === undefined ? {} : { status }) };
}
