const fc = require('fast-check');

/** A property is tried for a moment, and what breaks it is not made small: it is asked thousands of times. */
fc.configureGlobal({ endOnFailure: true, interruptAfterTimeLimit: 300 });
