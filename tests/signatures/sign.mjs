// Writes a line of JSON for each request: { scheme, secret, timestamp, id, body in base64, headers, valid }. The headers are those of the
// vendor's library, or null where it cannot sign.

import { vendors } from './vendors.mjs';

const bodies = [
    '{"event":"purchase.pass","payload":{"name":"Jürgen","price":"₹ 499","note":"😀"}}',
    '',
    // Every control character, and some that are often taken for the end or the start of a text.
    String.fromCharCode(...Array(256).keys()) + '\ufeff\ufffd\u2028\r\n',
    JSON.stringify({ text: 'x'.repeat(64 * 1024) }).slice(0, 64 * 1024),
];

// A little ahead of the clock, which all tolerate: Paddle's library has five seconds for a whole test.
const timestamp = Math.floor(Date.now() / 1000) + 60;
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';

for (const [scheme, { secret, sign, empty }] of Object.entries(vendors)) {
    for (const body of bodies.filter((body) => body || empty)) {
        const print = (headers, valid, changed = body) => {
            const base64 = Buffer.from(changed).toString('base64');
            console.log(JSON.stringify({ scheme, secret, timestamp, id, body: base64, headers, valid }));
        };
        if (!sign) {
            print(null, true);
            continue;
        }
        const request = { secret, body, timestamp, id };
        print(await sign(request), true);
        print(await sign(request), false, `${body} `);
        print(await sign({ ...request, secret: 'whsec_b3RoZXI=' }), false);
        if (scheme !== 'github') {
            print(await sign({ ...request, timestamp: timestamp - 3600 }), false);
        }
    }
}
