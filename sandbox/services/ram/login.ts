import { isoSeconds } from '../../kernel/trail';
import type { RpcCall } from '../../kernel/types';
import type { User } from '../../world/entities';
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
import { ramError } from '../../world/ram-errors';
import { userNamed } from '../../world/users';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { invalid, type Parameters } from '../parameters';
import { selfName, Targets } from './targets';
import { loginView } from './views';

/** Console logon and MFA. */
export function loginOperations(world: World): Record<string, Operation> {
  const on = new Targets(world);
  const named = (p: Parameters): User => userNamed(world, p.text('UserName'));
  return {
    CreateLoginProfile: {
      on: on.user,
      answer: (p) => {
        p.text('Password');
        const user = named(p);
        return { LoginProfile: loginView(user, createLogin(world, user, loginChange(p))) };
      },
    },
    GetLoginProfile: {
      on: on.user,
      answer: (p) => ({ LoginProfile: loginView(named(p), loginOf(named(p))) }),
    },
    UpdateLoginProfile: {
      on: on.user,
      answer: (p) => {
        changeLogin(world, named(p), loginOf(named(p)), loginChange(p));
        return {};
      },
    },
    DeleteLoginProfile: {
      on: on.user,
      answer: (p) => {
        deleteLogin(named(p));
        return {};
      },
    },
    ChangePassword: {
      on: (_p, call) => [on.of(`user/${selfName(call)}`)],
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
      answer: () => ({ VirtualMFADevices: { VirtualMFADevice: [...world.mfaDevices.values()].map(deviceView) } }),
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
        const codes = [p.text('AuthenticationCode1'), p.text('AuthenticationCode2')];
        bindMfa(world, named(p), p.text('SerialNumber'), codes);
        return {};
      },
    },
    UnbindMFADevice: {
      on: on.user,
      answer: (p) => ({ MFADevice: { SerialNumber: unbindMfa(world, named(p)).serialNumber } }),
    },
    GetUserMFAInfo: {
      on: on.user,
      answer: (p) => {
        const device = mfaOf(world, named(p));
        if (!device) throw ramError('EntityNotExist.User.MFADevice');
        return { MFADevice: { SerialNumber: device.serialNumber, Type: 'VMFA' } };
      },
    },
  };

  function deviceView(device: {
    serialNumber: string;
    boundTo?: string;
    activateDate?: Date;
  }): Record<string, unknown> {
    const user = [...world.users.values()].find((candidate) => candidate.id === device.boundTo);
    return {
      SerialNumber: device.serialNumber,
      ...(user ? { User: { UserId: user.id, UserName: user.name, DisplayName: user.displayName } } : {}),
      ...(device.activateDate ? { ActivateDate: isoSeconds(device.activateDate) } : {}),
    };
  }
}

/** What CreateLoginProfile and UpdateLoginProfile may set; the status is IMS's alone. */
export function loginChange(p: Parameters): LoginChange {
  const password = p.optional('Password');
  const reset = p.flag('PasswordResetRequired');
  const mfa = p.flag('MFABindRequired');
  return {
    ...(password === undefined ? {} : { password }),
    ...(reset === undefined ? {} : { passwordResetRequired: reset }),
    ...(mfa === undefined ? {} : { mfaBindRequired: mfa }),
  };
}

export function changeOwnPassword(world: World, p: Parameters, call: RpcCall): void {
  if (call.caller.type !== 'ram-user') throw ramError('EntityNotExist.User');
  const user = userNamed(world, call.caller.userName);
  const login = loginOf(user);
  if (login.password !== p.text('OldPassword')) throw invalid('OldPassword');
  changeLogin(world, user, login, { password: p.text('NewPassword') });
}
