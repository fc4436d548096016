export {
  type AttackerCall,
  type AttackerOptions,
  type AttackerTarget,
  type RunningAttacker,
  startAttacker,
} from './attacker';
