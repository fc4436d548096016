import { idsTold } from '../../../functions/investigate/ids-told';
import { parseAuditEvent } from '../../../shared/evidence/event';
import { anEvent, type Call } from '../../shared/findings/account';

const call = (minute: number, name: string, request: object, UserId?: unknown, more: Partial<Call> = {}) =>
  parseAuditEvent(
    anEvent({
      ...{ minute, service: 'Ram', name, request: { ...request } },
      ...(UserId === undefined ? {} : { response: { User: { UserId, UserName: 'x' } } }),
      ...more,
    }),
  );
const made = (minute: number, UserName: string, id?: unknown, more: Partial<Call> = {}) =>
  call(minute, 'CreateUser', { UserName }, id, more);
const renamed = (minute: number, UserName: string, NewUserName: string, id: string) =>
  call(minute, 'UpdateUser', { UserName, NewUserName }, id);

test.each<[string, ReturnType<typeof made>[], Record<string, string>]>([
  ['as the answer tells it', [made(1, 'svc', '27001')], { svc: '27001' }],
  ['a number', [made(1, 'svc', 27_001)], { svc: '27001' }],
  [
    'by IMS, with the domain',
    [call(1, 'CreateUser', { UserPrincipalName: 'svc@acme.onaliyun.com' }, '27001', { service: 'Ims' })],
    { svc: '27001' },
  ],
  ['that no answer tells', [made(1, 'svc')], {}],
  ['a number that is too large to be read exactly', [made(1, 'svc', Number('290000000000000001'))], {}],
  ['that is masked', [made(1, 'svc', '27****')], {}],
  ['of a call that was refused', [made(1, 'svc', '27001', { errorCode: 'NoPermission' })], {}],
  ['of another service’s user', [made(1, 'svc', '27001', { service: 'CloudSSO' })], {}],
  ['of one who was made anew under the name', [made(2, 'svc', '27002'), made(1, 'svc', '27001')], { svc: '27002' }],
  ['of nobody, where who was made anew under the name is not told', [made(1, 'svc', '27001'), made(2, 'svc')], {}],
  [
    'under both of his names',
    [made(1, 'svc', '27001'), renamed(2, 'svc', 'svc-two', '27001')],
    { svc: '27001', 'svc-two': '27001' },
  ],
  [
    'not of the business’s user who was given the name',
    [made(1, 'svc', '27001'), renamed(2, 'bob', 'svc', '21000')],
    { svc: '27001' },
  ],
])('the id of a user whom the calls made, %s', (_, calls, expected) => {
  expect(Object.fromEntries(idsTold('user', calls))).toEqual(expected);
});

const role = (minute: number, RoleName: string, RoleId?: unknown, more: Partial<Call> = {}) =>
  call(minute, 'CreateRole', { RoleName }, undefined, {
    ...(RoleId === undefined ? {} : { response: { Role: { RoleId, RoleName } } }),
    ...more,
  });

test.each<[string, ReturnType<typeof made>[], Record<string, string>]>([
  ['as the answer tells it', [role(1, 'back', '39001')], { back: '39001' }],
  ['where the answer alone names it', [role(1, 'back', '39001', { request: {} })], { back: '39001' }],
  ['that no answer tells', [role(1, 'back')], {}],
  ['that is masked', [role(1, 'back', '3900****')], {}],
  ['of a call that was refused', [role(1, 'back', '39001', { errorCode: 'NoPermission' })], {}],
  ['of one that was made anew', [role(1, 'back', '39001'), role(2, 'back', '39002')], { back: '39002' }],
  ['and no user’s', [role(1, 'back', '39001'), made(2, 'svc', '27001')], { back: '39001' }],
])('the id of a role that the calls made, %s', (_, calls, expected) => {
  expect(Object.fromEntries(idsTold('role', calls))).toEqual(expected);
});
