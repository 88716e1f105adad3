// Reads lines as `sign.mjs` writes them, and has the vendors' libraries check each. Ends with 1 if one says anything else than the line.

import { createInterface } from 'node:readline';
import { vendors } from './vendors.mjs';

const counts = {};
for await (const line of createInterface({ input: process.stdin })) {
    const { scheme, valid, ...request } = JSON.parse(line);
    request.body = Buffer.from(request.body, 'base64').toString();
    if ((await vendors[scheme].check(request)) !== valid) {
        console.error(`${scheme}: its library ${valid ? 'refuses' : 'accepts'} ${line.slice(0, 500)}`);
        process.exitCode = 1;
    }
    counts[scheme] ??= { accepted: 0, refused: 0 };
    counts[scheme][valid ? 'accepted' : 'refused'] += 1;
}
const missing = Object.keys(vendors).filter((scheme) => !counts[scheme]?.accepted || !counts[scheme].refused);
if (missing.length) {
    console.error(`no requests of ${missing.join(', ')}`);
    process.exitCode = 1;
}
console.table(counts);
