// Search: what is found, what is marked, what is said.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANGED, PAGE, open, screenshot } from "./browser.mjs";

const shown = (page, selector) =>
  page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.id));
const said = (page) => page.getByRole("status").textContent();
const search = (page, text) => page.getByRole("searchbox").fill(text);

/** The ids of the fields of which this is true: told by the page itself, before anything is searched. */
const fields = (page, where) => page.locator("tr[data-item=field]").evaluateAll(
  (all, where) => all.filter((row) => [...row.cells].some((cell, n) => where[n] && cell.textContent.includes(where[n]))).map((row) => row.id),
  where,
);

test("by key", async (t) => {
  const page = await open(t, PAGE);
  const expected = await fields(page, ["buyingPrice"]);
  assert.ok(expected.includes("v2.Purchase.buying_price") && expected.length > 1);
  await search(page, "buyingPrice");
  assert.deepEqual(await shown(page, "tr[data-item=field]"), expected);
  assert.equal(await said(page), `${expected.length} fields`);
  const marks = await page.locator("mark").allTextContents();
  assert.ok(marks.length >= expected.length && marks.every((mark) => mark.toLowerCase() === "buyingprice"), String(marks));
  const rows = await page.locator(".matrix tr[data-item]:visible").allTextContents();
  assert.ok(rows.length > 0 && rows.every((row) => row.includes("buyingPrice")));
  await screenshot(page, "search");
});

test("by event, type, accessor and code", async (t) => {
  const page = await open(t, PAGE);
  const all = await page.locator("[id='v2.Purchase'] >> xpath=ancestor::details >> tr[data-item=field]").count();
  await search(page, "purchase.bundle");
  assert.deepEqual(await shown(page, ".entry h4"), ["v2.PurchaseBundle"]);
  assert.equal(await said(page), "1 event");
  await search(page, "v2::Purchase ");
  assert.ok((await shown(page, ".entry h4")).includes("v2.Purchase"));
  assert.equal((await shown(page, "[id^='v2.Purchase.']")).length, all, "a type that is found shows all its fields");
  await search(page, "");
  const timestamps = await fields(page, [null, null, "Timestamp"]);
  await search(page, "&Timestamp");
  assert.deepEqual(await shown(page, "tr[data-item=field]"), timestamps);
  await search(page, "netbanking");
  assert.deepEqual(await shown(page, ".entry h4"), ["v2.PaymentMode"]);
  assert.equal(await said(page), "1 code");
  assert.deepEqual((await page.locator("mark").allTextContents()), ["NETBANKING", "Netbanking"]);
});

test("every word has to match", async (t) => {
  const page = await open(t, PAGE);
  await search(page, "  v2::user   pincode ");
  assert.equal(await page.locator("#nothing").isVisible(), true);
  await search(page, "address pincode");
  assert.deepEqual(await shown(page, "tr[data-item=field]"), ["v2.Address.pincode", "v1.Address.pincode"]);
});

test("signs are no patterns", async (t) => {
  const page = await open(t, PAGE);
  await search(page, ".* [(\\");
  assert.equal(await said(page), "no match");
  assert.equal(await page.locator("#nothing").isVisible(), true);
  assert.equal(await page.locator(".entry:visible").count(), 0);
  await search(page, "price()");
  assert.ok((await page.locator("mark").allTextContents()).every((mark) => mark === "price()"));
});

test("the count is told to those who do not see it", async (t) => {
  const page = await open(t, PAGE);
  assert.equal(await page.getByRole("status").getAttribute("aria-live"), "polite");
  assert.equal(await said(page), "");
});

test("the end of a search leaves the page as it was", async (t) => {
  const page = await open(t, PAGE);
  const before = await page.locator("main").innerHTML();
  await search(page, "price user");
  await search(page, "e");
  await page.getByRole("searchbox").press("Escape");
  assert.equal(await page.getByRole("searchbox").inputValue(), "");
  assert.equal(await page.locator("main").innerHTML(), before);
  assert.equal(await said(page), "");
});

test("what is closed is found, and closed again", async (t) => {
  const page = await open(t, PAGE);
  const opened = () => page.locator(".entry[open] h4").evaluateAll((all) => all.map((one) => one.id));
  await page.locator(".entry:has([id='v2.Address']) > summary").click();
  await search(page, "buyingPrice");
  assert.equal(await page.locator("[id='v2.Purchase.buying_price']").isVisible(), true);
  assert.ok(!(await opened()).includes("v2.Address"));
  await search(page, "");
  assert.deepEqual(await opened(), ["v2.Address"]);
});

test("a link to what is hidden shows it", async (t) => {
  const page = await open(t, PAGE);
  await search(page, "buyingPrice");
  await page.locator("nav a", { hasText: "RefundStatus" }).click();
  assert.equal(await page.getByRole("searchbox").inputValue(), "");
  const box = await page.locator("[id='v2.RefundStatus']").boundingBox();
  assert.ok(box.y >= 56 && box.y < 200, `below the bar, in sight: ${box.y}`);
  await search(page, "refund");
  await page.locator("nav a", { hasText: "RefundStatus" }).click();
  assert.equal(await page.getByRole("searchbox").inputValue(), "refund", "what is in sight needs no end of the search");
});

test("changes are found too", async (t) => {
  const page = await open(t, CHANGED);
  await search(page, "clientName");
  // The field of the purchase, and of its variant.
  assert.match(await said(page), /2 changes$/);
  assert.equal(await page.locator("[data-item=change]:visible").count(), 2);
});
