export { hygiene } from '../../../functions/hygiene/hygiene';
export { investigate } from '../../../functions/investigate/investigate';
export { respond } from '../../../functions/respond/respond';
export { aRun } from '../../run';
