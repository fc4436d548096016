/**
 * For what it does when it is loaded, which must be before any package of the cloud's. DEBUG makes our own log tell more;
 * the SDKs' packages read the same variable, and where it is `*` or names them, they print each request with its session
 * token. From here on it is a word that no package answers to.
 */
if (process.env['DEBUG']) process.env['DEBUG'] = 'ak-tourniquet';
