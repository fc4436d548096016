import { line } from '../message';
import type { RotationTexts } from './rotation';

export const rotationEn: RotationTexts = {
  title: (user) => `the rotation of ${user}'s key waits`,
  headline: (user, by) => line`The rotation of ${user}'s AccessKey, begun by ${by}, waits for its next step.`,
  happened: {
    begun: 'It was begun, and no new key is known of.',
    made: 'A new key was made; its secret is not known to have arrived.',
    'handed-over': 'The new key lies where your workload reads it. The leaked key still works.',
    finished: 'The leaked key is off, and the time of observation is over.',
  },
  todo: {
    begun: 'Run the command below again: it goes on where it stopped, or says what stands.',
    made: 'Run the command below again: it finds the secret, or says that it is lost and what to do.',
    'handed-over':
      'See that your workload uses the new key and nobody the old one, then switch the old key off: the command below is next.',
    finished:
      'The leaked key is to be deleted: the command below is next. The deny on the user comes off with the deletion.',
  },
  who: 'whoever does the rotation; the deny stays until then',
  next: 'The next step:',
  undo: 'One step back:',
  labels: { oldKey: 'Leaked key', newKey: 'New key', since: 'Waiting since' },
};
