// The page without a mouse, and without scripts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANGED, PAGE, open } from "./browser.mjs";

const active = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className);

test("the first stop is the way past the contents", async (t) => {
  const page = await open(t, PAGE);
  await page.keyboard.press("Tab");
  assert.equal(await active(page), "skip");
  assert.ok((await page.locator(".skip").boundingBox()).y >= 0);
  await page.keyboard.press("Enter");
  assert.equal(await active(page), "main");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)));
});

test("slash and Escape", async (t) => {
  const page = await open(t, PAGE);
  await page.keyboard.press("/");
  assert.equal(await active(page), "search");
  await page.keyboard.type("a/b");
  assert.equal(await page.getByRole("searchbox").inputValue(), "a/b");
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("searchbox").inputValue(), "");
});

test("every stop is in the order of the page, in sight, and outlined", async (t) => {
  const page = await open(t, CHANGED, { viewport: { width: 1280, height: 900 } });
  await page.locator(".entry:has([id='v2.PurchaseBundle'])").evaluate((entry) => { entry.open = true; });
  const stops = await page.locator("a[href], button, input, summary, [tabindex='0']").evaluateAll(
    (all) => all.filter((one) => one.checkVisibility()).length,
  );
  const wrong = [];
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press("Tab");
    const problem = await page.evaluate(() => {
      const one = document.activeElement;
      const { top, bottom, width } = one.getBoundingClientRect();
      const last = window.lastStop;
      window.lastStop = one;
      const bar = document.querySelector(".bar");
      const name = one.textContent.slice(0, 40);
      if (one === document.body) return "nothing has the focus";
      if (last && !(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)) return `${name} is out of order`;
      if (width === 0 || bottom <= 0 || top >= innerHeight) return `${name} is out of sight`;
      if (!bar.contains(one) && !one.matches(".skip, nav a") && bottom <= bar.offsetHeight) return `${name} is under the bar`;
      if (getComputedStyle(one).outlineStyle === "none") return `${name} has no outline`;
      return null;
    });
    if (problem) wrong.push(problem);
  }
  assert.deepEqual(wrong, []);
});

test("the matrix scrolls by its arrow keys, events open by Enter", async (t) => {
  const page = await open(t, PAGE, { viewport: { width: 360, height: 740 } });
  const region = page.getByRole("region", { name: "Fields × events" }).first();
  await region.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("PageDown");
  await page.waitForFunction((box) => box.scrollLeft > 0 && box.scrollTop > 0, await region.elementHandle());
  const details = page.locator(".entry:has([id='v2.PurchaseBundle'])");
  await details.locator("> summary").focus();
  await page.keyboard.press("Enter");
  const body = JSON.parse(await details.locator("pre").first().innerText());
  assert.equal(body.event, "purchase.bundle");
  assert.equal(typeof body.payload.purchase.price, "number");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, "a long line scrolls in its box");
});

test("only what differs between events", async (t) => {
  const page = await open(t, PAGE, { javaScriptEnabled: false });
  const rows = page.locator("section:has(> [id='v2.api.matrix']) tr[data-item]:visible");
  const all = await rows.count();
  await page.getByLabel("Only what differs").first().check();
  const left = await rows.allTextContents();
  assert.ok(left.length > 10 && left.length < all);
  assert.ok(left.every((row) => new Set(row.match(/always|in all so far|sometimes|missing/g)).size > 1), String(left));
});

test("without scripts, search and buttons are not there, and the rest is", async (t) => {
  const page = await open(t, CHANGED, { javaScriptEnabled: false });
  assert.equal(await page.locator("#search").isVisible(), false);
  assert.equal(await page.locator("#nothing").isVisible(), false);
  assert.equal(await page.locator("button").count(), 0);
  assert.equal(await page.locator(".entry:visible").count(), await page.locator(".entry").count());
  await page.locator("nav a", { hasText: "PaymentMode" }).click();
  assert.ok((await page.locator("[id='v2.PaymentMode']").boundingBox()).y < 200);
  await page.locator(".entry > summary").first().click();
  assert.equal(await page.locator("pre").first().isVisible(), true);
});
