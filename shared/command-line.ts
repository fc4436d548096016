/**
 * How a person calls the command line from the project's checkout, where nothing has put it on the path. Whatever is
 * printed to be run begins with it, so that it runs as it is copied.
 */
export const CLI = 'npx --no ak-tourniquet';

/** What release, respond and approve do not go without; the words are the reader's to fill in. */
export const WITH_REASON = '--reason "…"';

/** Where a new secret goes that nobody has said a place for: the command works as it stands, and shows nothing. */
export const TO_A_FILE = '--to-file new-key.json';
