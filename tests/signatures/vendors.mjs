// What each vendor's own library says of a request. All of them use the time of this machine.
//
// `check` says whether the library accepts the request, given as { secret, headers, body }. `sign` returns the headers of a signed request;
// libraries without it only check. `empty` says whether the library takes an empty body.

import { createRequire } from 'node:module';
import { sign as signGithub, verify as verifyGithub } from '@octokit/webhooks-methods';
import { Environment, LogLevel, Paddle } from '@paddle/paddle-node-sdk';
import '@shopify/shopify-api/adapters/web-api';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';
import slack from '@slack/bolt';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';

const { validateWebhookSignature } = createRequire(import.meta.url)('razorpay/dist/utils/razorpay-utils');
const stripe = new Stripe('sk_test_0');
const paddle = new Paddle('0', { environment: Environment.sandbox, logLevel: LogLevel.none });

/** Whether a check passes without an error. */
const passes = (check) => {
    try {
        check();
        return true;
    } catch {
        return false;
    }
};

export const vendors = {
    github: {
        secret: "It's a Secret to Everybody",
        check: ({ secret, headers, body }) => verifyGithub(secret, body, headers['x-hub-signature-256']),
        sign: async ({ secret, body }) => ({ 'x-hub-signature-256': await signGithub(secret, body) }),
    },
    paddle: {
        secret: 'pdl_ntfset_01gkdqv6p8',
        empty: true,
        check: ({ secret, headers, body }) => paddle.webhooks.isSignatureValid(body, secret, headers['paddle-signature']),
    },
    razorpay: {
        secret: 'schlüssel',
        empty: true,
        check: ({ secret, headers, body }) => validateWebhookSignature(body, headers['x-razorpay-signature'], secret),
    },
    shopify: {
        secret: 'shpss_0123456789abcdef',
        async check({ secret, headers, body }) {
            const shopify = shopifyApi({
                apiKey: '0',
                apiSecretKey: secret,
                apiVersion: Object.values(ApiVersion)[0],
                hostName: 'shop.example',
                isEmbeddedApp: false,
                logger: { level: LogSeverity.Error },
                scopes: [],
            });
            const others = { 'api-version': '1', 'shop-domain': 'a.myshopify.com', topic: 'orders/create', 'webhook-id': '1' };
            const required = Object.entries(others).map(([name, value]) => [`x-shopify-${name}`, value]);
            const rawRequest = new Request('https://shop.example', {
                method: 'POST',
                headers: { ...Object.fromEntries(required), ...headers },
                body,
            });
            return (await shopify.webhooks.validate({ rawBody: body, rawRequest })).valid;
        },
    },
    slack: {
        secret: '8f742231b10e8888abcd99yyyzzz85a5',
        empty: true,
        check: ({ secret, headers, body }) => slack.isValidSlackRequest({ signingSecret: secret, headers, body }),
    },
    standard_webhooks: {
        secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
        empty: true,
        check: ({ secret, headers, body }) =>
            passes(() => new Webhook(secret).verify(body, headers, { jsonParse: false })),
        sign: ({ secret, body, timestamp, id }) => ({
            'webhook-id': id,
            'webhook-timestamp': String(timestamp),
            'webhook-signature': new Webhook(secret).sign(id, new Date(timestamp * 1000), body),
        }),
    },
    stripe: {
        secret: 'whsec_test_secret',
        check: ({ secret, headers, body }) =>
            passes(() => stripe.webhooks.signature.verifyHeader(body, headers['stripe-signature'], secret)),
        sign: ({ secret, body, timestamp }) => ({
            'stripe-signature': stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp }),
        }),
    },
};
