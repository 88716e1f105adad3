// The page as a document: its policy, its structure, and what it says of changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANGED, PAGE, open } from "./browser.mjs";

test("the policy lets no other script or style in", async (t) => {
  const page = await open(t, PAGE);
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  assert.match(policy, /^default-src 'none';/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.equal(await page.locator("[style], [onclick], link[rel=stylesheet], script[src], iframe").count(), 0);
});

test("ids are unique, and links lead to them", async (t) => {
  const page = await open(t, CHANGED);
  const { ids, links } = await page.evaluate(() => ({
    ids: [...document.querySelectorAll("[id]")].map((one) => one.id),
    links: [...document.querySelectorAll("a")].map((one) => one.getAttribute("href")),
  }));
  assert.equal(new Set(ids).size, ids.length);
  const known = new Set(ids.map((id) => `#${id}`));
  assert.deepEqual(links.filter((link) => !known.has(link)), []);
});

test("headings go down one level at a time, tables have headers", async (t) => {
  const page = await open(t, CHANGED);
  const levels = await page.locator("h1, h2, h3, h4").evaluateAll((all) => all.map((one) => Number(one.tagName[1])));
  assert.equal(levels[0], 1);
  assert.ok(levels.every((level, n) => n === 0 || level <= levels[n - 1] + 1), String(levels));
  assert.equal(await page.locator("th:not([scope])").count(), 0);
  assert.equal(await page.locator("tbody tr:not(:has(> th))").count(), 0);
  for (const role of ["banner", "navigation", "main", "search"]) {
    assert.equal(await page.getByRole(role).count(), 1, role);
  }
});

test("a dot says what it shows", async (t) => {
  const page = await open(t, PAGE);
  const row = page.getByRole("region", { name: "Fields × events" }).first().getByRole("row", { name: /^action / });
  assert.equal(await row.getByRole("cell", { name: "in all so far" }).count(), 2);
  assert.equal(await row.getByRole("cell", { name: "missing" }).count(), 10);
});

test("changes have their impact, and lead to their events", async (t) => {
  const page = await open(t, CHANGED);
  await page.locator("nav a", { hasText: "Changes" }).click();
  assert.deepEqual(await page.locator(".changes h3").allTextContents(), ["major", "minor", "patch"]);
  const minor = page.locator("section:has(> [id='changes.minor'])");
  const added = minor.locator("li", { hasText: "+ purchase.clientName" });
  await added.getByRole("link", { name: "v2 purchase.bundle" }).click();
  assert.ok((await page.locator("[id='v2.PurchaseBundle']").boundingBox()).y < 200);
  assert.match(await page.locator(".changes .lead").innerText(), /^Since .*old\. \d+ changes: \d+ major, \d+ minor, \d+ patch\.$/);
  assert.equal(await (await open(t, PAGE)).locator(".changes, nav [href='#changes']").count(), 0);
});
