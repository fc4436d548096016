/** Set by the mutation runner for as long as one changed line is tried. */
const activeChange = () => process.env.__STRYKER_ACTIVE_MUTANT__;
let noticed;

/** Whether a test has noticed the changed line that is tried now: no other need run then, and the runner runs them all. */
module.exports = {
  isNoticed: () => noticed !== undefined && noticed === activeChange(),
  notice: () => {
    noticed = activeChange();
  },
};
