import { loadConfig } from '../../../shared/config';
import { LEAST, problemsOf, SANDBOX } from './environment';

describe('addresses of alerts beside a sandbox', () => {
  const LOCAL = {
    TOURNIQUET_DINGTALK_URL: 'http://127.0.0.1:8080/robot/send?access_token=x',
    TOURNIQUET_WEBHOOK_URL: 'http://localhost:8080/webhook',
    TOURNIQUET_HEARTBEAT_URL: 'http://[::1]:8080/beat',
  };

  test('may be on loopback', () => {
    expect(problemsOf({ ...LEAST, ...SANDBOX, ...LOCAL })).toEqual([]);
  });

  test('may not be on loopback when the sandbox itself was refused', () => {
    const problems = problemsOf({ ...LEAST, TOURNIQUET_ENDPOINT: 'http://sandbox.example', ...LOCAL });
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(
      ['TOURNIQUET_ENDPOINT', ...Object.keys(LOCAL)].sort(),
    );
  });

  test('may not be in the clear elsewhere', () => {
    expect(problemsOf({ ...LEAST, ...SANDBOX, TOURNIQUET_WEBHOOK_URL: 'http://alerts.example.com' })).toHaveLength(1);
  });
});

describe('the region', () => {
  test.each([
    [{}, 'cn-hangzhou'],
    [{ TOURNIQUET_SITE: 'international' }, 'ap-southeast-1'],
    [{ FC_REGION: 'cn-beijing', ALIBABA_CLOUD_REGION_ID: 'cn-shanghai' }, 'cn-beijing'],
    [{ FC_REGION: ' ', ALIBABA_CLOUD_REGION_ID: 'cn-shanghai' }, 'cn-shanghai'],
    [{ ALIBABA_CLOUD_REGION: 'eu-central-1' }, 'eu-central-1'],
  ])('of %j is %s', (environment, region) => {
    expect(loadConfig({ ...LEAST, ...environment }).region).toBe(region);
  });

  test('is refused where the platform names none that could be, because hosts are made from it', () => {
    expect(problemsOf({ ...LEAST, FC_REGION: 'evil.example/' })).toEqual([
      expect.stringMatching(/^FC_REGION must be a region/),
    ]);
  });
});
