import type { RpcServiceName } from '../sdk-clients';
import type { Parameters } from './contract-calls';

/** Refusals, each with the code that the documents name. */
export const REFUSED_CALLS: readonly (readonly [RpcServiceName, string, Parameters, number, string])[] = [
  ['ram', 'GetUser', { UserName: 'nobody' }, 404, 'EntityNotExist.User'],
  ['ram', 'GetUser', {}, 400, 'MissingParameter'],
  ['ram', 'CreateUser', { UserName: 'a b' }, 400, 'InvalidParameter.UserName.InvalidChars'],
  ['ram', 'CreateUser', { UserName: 'x'.repeat(65) }, 400, 'InvalidParameter.UserName.Length'],
  ['ram', 'CreateUser', { UserName: 'leaky' }, 409, 'EntityAlreadyExists.User'],
  ['ram', 'GetPolicy', { PolicyType: 'Other', PolicyName: 'Read' }, 400, 'InvalidParameter.PolicyType'],
  ['ram', 'GetPolicy', { PolicyType: 'Custom', PolicyName: 'None' }, 404, 'EntityNotExist.Policy'],
  ['ram', 'CreatePolicy', { PolicyName: 'Bad', PolicyDocument: '{' }, 400, 'MalformedPolicyDocument'],
  [
    'ram',
    'CreatePolicy',
    { PolicyName: 'Big', PolicyDocument: ' '.repeat(6145) },
    400,
    'InvalidParameter.PolicyDocument.Length',
  ],
  ['ram', 'GetLoginProfile', { UserName: 'leaky' }, 404, 'EntityNotExist.User.LoginProfile'],
  ['ram', 'GetUserMFAInfo', { UserName: 'leaky' }, 404, 'EntityNotExist.User.MFADevice'],
  ['ram', 'DeleteUser', { UserName: 'leaky' }, 409, 'DeleteConflict.User.AccessKey'],
  [
    'ram',
    'UpdateAccessKey',
    { UserName: 'leaky', UserAccessKeyId: 'LTAInone', Status: 'Inactive' },
    404,
    'EntityNotExist.User.AccessKey',
  ],
  ['ram', 'ListUsers', { MaxItems: '1001' }, 400, 'InvalidParameter.MaxItems'],
  [
    'sts',
    'AssumeRole',
    { RoleArn: 'acs:ram::1234567890123456:role/none', RoleSessionName: 'test' },
    404,
    'EntityNotExist.Role',
  ],
  ['sts', 'AssumeRole', { RoleArn: 'none', RoleSessionName: 'test' }, 400, 'InvalidParameter.RoleArn'],
  ['ims', 'GetAccessKeyInfoInRecycleBin', { UserAccessKeyId: 'LTAInone' }, 404, 'EntityNotExist.User.AccessKey'],
  ['actiontrail', 'GetTrailStatus', { Name: 'none' }, 404, 'TrailNotFoundException'],
  ['actiontrail', 'StartLogging', { Name: 'none' }, 404, 'TrailNotFoundException'],
  ['actiontrail', 'StopLogging', { Name: 'none' }, 404, 'TrailNotFoundException'],
  ['actiontrail', 'DeleteTrail', { Name: 'none' }, 404, 'TrailNotFoundException'],
];
