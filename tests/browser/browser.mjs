// A real browser, and what every test asks of a page in it.
import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { pathToFileURL } from "node:url";

const need = (name) => {
  assert.ok(process.env[name], `${name} is not set: run .ci/catalogue`);
  return process.env[name];
};

/** The page of the samples, the same page with what changed since an older version, that of another vendor, and one with long names. */
export const PAGE = pathToFileURL(need("CATALOGUE")).href;
export const CHANGED = pathToFileURL(need("CATALOGUE_CHANGED")).href;
export const OTHER = pathToFileURL(need("CATALOGUE_OTHER")).href;
export const LONG = pathToFileURL(need("CATALOGUE_LONG")).href;

const SCREENSHOTS = need("CATALOGUE_SCREENSHOTS");
const QUIET = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let browser;
before(async () => {
  const sandbox = process.getuid() === 0 ? ["--no-sandbox"] : [];
  browser = await chromium.launch({ executablePath: need("CHROMIUM"), headless: true, args: [...QUIET, ...sandbox] });
});
after(() => browser.close());

/** Opens a page, and fails if it asks the network for anything or writes to the console. */
export const open = async (test, url, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const complaints = [];
  await context.route("**/*", (route) => {
    const asked = route.request().url();
    if (asked !== url.split("#")[0]) complaints.push(`asked for ${asked}`);
    return route.continue();
  });
  const page = await context.newPage();
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  test.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(url);
  return page;
};

/** Goes to an id, which opens what it is in. */
export const goTo = async (page, id) => {
  await page.evaluate((id) => { location.hash = id; }, id);
  await page.waitForFunction((id) => document.getElementById(id).checkVisibility(), id);
  await page.evaluate((id) => document.getElementById(id).scrollIntoView(), id);
};

/** Opens everything that can be closed. */
export const openAll = (page) => page.locator("details").evaluateAll((all) => all.forEach((one) => { one.open = true; }));

/** Keeps what the page looks like, for people. */
export const screenshot = (page, name) => page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
