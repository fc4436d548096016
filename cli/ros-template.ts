import { stringify } from 'yaml';
import { UPLOAD_DAYS, UPLOAD_RULE } from '../shared/aliyun/bucket-setup';
import { CLI } from '../shared/command-line';
import { events } from './ros-events';
import { CONDITIONS, PARAMETERS } from './ros-parameters';
import { denyPolicies, rights, roles } from './ros-policies';
import { DEAD_LETTERS, type Json, known, sub } from './ros-values';
import { alarm, logs } from './ros-watch';

const HEAD = `# ak-tourniquet: everything but the functions, as a stack of Resource Orchestration Service (ROS).
# Written by \`${CLI} ros-template\` from the documents that the code itself uses; do not edit it here.
# docs/deploy.md says when to create it, and when to update it with Rules=true and Alarm=true.
`;

/**
 * The ROS template of docs/ros.yaml (ROS, "Template syntax"; types ALIYUN::OSS, RAM, MNS, SLS, EventBridge, CMS). With
 * its switches off it makes what `s deploy` needs; `Rules` and `Alarm` need the functions.
 */
export function rosTemplate(): string {
  const template = {
    ROSTemplateFormatVersion: '2015-09-01',
    Description: 'ak-tourniquet: bucket, deny policies, roles, dead letters, log project; then bus, rules and alarm.',
    Parameters: PARAMETERS,
    Conditions: CONDITIONS,
    Resources: { ...evidence(), ...denyPolicies(), ...roles(), ...rights(), ...logs(), ...events(), ...alarm() },
    Outputs: {
      Bucket: { Description: 'TOURNIQUET_EVIDENCE_BUCKET', Value: { Ref: 'EvidenceBucket' } },
      DeadLetters: { Description: 'Look here for what could not be handled.', Value: DEAD_LETTERS },
    },
  };
  // YAML 1.1, as ROS reads it: what looks like a date or a switch is quoted. No anchors: nothing says that ROS takes them.
  return HEAD + stringify(template, { lineWidth: 0, version: '1.1', aliasDuplicateObjects: false });
}

function evidence(): Json {
  return {
    EvidenceBucket: {
      Type: 'ALIYUN::OSS::Bucket',
      // Evidence outlives the stack. Versioning stays off: with it OSS ignores forbid-overwrite, the journal's lock.
      DeletionPolicy: 'Retain',
      Properties: {
        BucketName: { Ref: 'Bucket' },
        AccessControl: 'private',
        ServerSideEncryptionConfiguration: { SSEAlgorithm: 'AES256' },
        LifecycleConfiguration: { Rule: [uploadRule(sub(`${known('Prefix')}/`))] },
      },
    },
  };
}

/** What interrupted uploads leave goes after a week, as `setup` does it (ROS, ALIYUN::OSS::Bucket, LifecycleConfiguration). */
const uploadRule = (Prefix: Json): Json => ({
  ID: UPLOAD_RULE,
  Prefix,
  Status: 'Enabled',
  AbortMultipartUpload: { Days: UPLOAD_DAYS },
});
