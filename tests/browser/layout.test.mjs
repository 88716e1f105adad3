// What the page looks like, measured: at the widths of a phone, a tablet and a desk, by day and by night.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANGED, LONG, OTHER, PAGE, goTo, open, openAll, screenshot } from "./browser.mjs";

const WIDTHS = [360, 768, 1280];
const SCHEMES = ["light", "dark"];
const MATRIX = "#v2\\.api\\.matrix";

/** The texts that stand out less than WCAG AA asks for: 4.5 : 1, or 3 : 1 where they are large. */
const faint = () => {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest(".dot, script")) continue;
    const style = getComputedStyle(element);
    const [light, dark] = [luminance(style.color), luminance(ground(element))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < (large ? 3 : 4.5)) found.push(`${walker.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
  }
  return found;
};

for (const width of WIDTHS) {
  for (const colorScheme of SCHEMES) {
    test(`${width} px, ${colorScheme}`, async (t) => {
      const page = await open(t, CHANGED, { viewport: { width, height: 800 }, colorScheme });
      await screenshot(page, `top-${width}-${colorScheme}`);
      for (const [name, id] of [["changes", "changes"], ["matrix", "v2.api.matrix"], ["event", "v2.PurchasePass"], ["type", "v2.Purchase"]]) {
        await goTo(page, id);
        await screenshot(page, `${name}-${width}-${colorScheme}`);
      }
      await openAll(page);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, "the page scrolls sideways");
      assert.deepEqual(await page.evaluate(faint), []);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
      assert.equal(ground.every((channel) => channel > 128), colorScheme === "light");
    });
  }

  test(`the matrix at ${width} px`, async (t) => {
    const page = await open(t, PAGE, { viewport: { width, height: 800 } });
    await page.locator(MATRIX).evaluate((heading) => heading.scrollIntoView());
    const region = page.getByRole("region", { name: "Fields × events" }).first();
    const box = await region.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= width, "the box of the matrix is within the page");
    assert.ok(box.y < 400, "the matrix begins where its heading is");

    const measured = await region.evaluate((box) => {
      const place = (element) => element.getBoundingClientRect();
      const middle = (element) => place(element).x + place(element).width / 2;
      const [head, ...rows] = box.querySelectorAll("tr:has(> :nth-child(2))");
      const heads = [...head.cells].slice(1).map(middle);
      const askew = rows.filter((row) => [...row.cells].slice(1).some((cell, n) => Math.abs(middle(cell) - heads[n]) > 1));
      box.scrollTo(60, 300);
      const from = place(box);
      const name = rows.at(20).cells[0];
      return {
        rows: rows.length,
        columns: heads.length,
        askew: askew.length,
        overlap: heads.some((x, n) => n > 0 && x - heads[n - 1] < 24),
        head: place(head.cells[1]).y - from.y,
        name: place(name).x - from.x,
        inside: box.scrollTop > 0,
      };
    });
    assert.ok(measured.rows > 80 && measured.columns === 12, JSON.stringify(measured));
    assert.equal(measured.askew, 0, "cells stand under their events");
    assert.equal(measured.overlap, false, "columns have room");
    assert.ok(measured.inside && Math.abs(measured.head) <= 2, "the names of events stay in sight");
    assert.ok(Math.abs(measured.name) <= 2, "the names of fields stay in sight");
  });
}

test("another vendor's page fits, too", async (t) => {
  for (const width of WIDTHS) {
    const page = await open(t, OTHER, { viewport: { width, height: 800 } });
    await goTo(page, "github.PullRequestOpened");
    await screenshot(page, `other-${width}`);
    await openAll(page);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, "the page scrolls sideways");
    assert.deepEqual(await page.evaluate(faint), []);
  }
});

test("long names wrap or are cut, and wide tables scroll in their boxes", async (t) => {
  for (const width of WIDTHS) {
    const page = await open(t, LONG, { viewport: { width, height: 800 } });
    await openAll(page);
    await goTo(page, "pay.Method");
    await screenshot(page, `long-variants-${width}`);
    await goTo(page, "pay.api.matrix");
    await screenshot(page, `long-matrix-${width}`);
    const measured = await page.evaluate(() => {
      const all = (selector) => [...document.querySelectorAll(selector)];
      const place = (element) => element.getBoundingClientRect();
      return {
        width: document.documentElement.scrollWidth,
        cells: Math.max(...all(".by-tag td").map((cell) => place(cell.querySelector(".presence")).height)),
        heads: all(".matrix thead a").map((one) => [place(one).width, place(one).height, one.title === one.textContent]),
        brand: place(all(".brand")[0]).right - place(all("#search")[0]).left,
        summaries: all(".entry > summary").filter((one) => place(one.querySelector("h4")).left - place(one).left < 8).length,
      };
    });
    assert.equal(measured.width, width, "the page scrolls sideways");
    assert.ok(measured.cells > 0 && measured.cells < 30, `a cell of variants is one line: ${measured.cells} px`);
    assert.ok(measured.heads.every(([x, y, whole]) => x === 40 && y > 60 && y <= 192 && whole), `heads of columns: ${measured.heads}`);
    assert.ok(measured.brand <= 0, "the title ends before the search");
    assert.equal(measured.summaries, 0, "a title stands beside its arrow");
  }
});

test("what can be tapped is large enough", async (t) => {
  const targets = "nav a, .brand, summary, #search, .tools label, .matrix a, button";
  const small = (page, least) =>
    page.locator(targets).evaluateAll((all, least) => {
      const sizes = all.filter((one) => one.checkVisibility()).map((one) => [one.textContent, one.getBoundingClientRect()]);
      return sizes.filter(([, { width, height }]) => Math.min(width, height) < least).map(([text]) => text);
    }, least);
  const desk = await open(t, PAGE);
  await openAll(desk);
  // What is narrower than that is text of few letters, in a line of its own.
  assert.deepEqual((await small(desk, 24)).filter((text) => text.length > 3), []);
  const phone = await open(t, PAGE, { viewport: { width: 360, height: 800 }, hasTouch: true, isMobile: true });
  await openAll(phone);
  assert.deepEqual((await small(phone, 32)).filter((text) => text.length > 3), []);
  assert.ok((await phone.locator("#search").boundingBox()).height >= 44);
});

test("fields are a table at a desk, and blocks of lines on a phone", async (t) => {
  const rows = async (page) => {
    await goTo(page, "v2.Purchase.price");
    return page.locator("[id='v2.Purchase.price']").evaluate((row) => [...row.cells].map((cell) => cell.getBoundingClientRect().y));
  };
  const desk = await rows(await open(t, PAGE));
  assert.equal(new Set(desk).size, 1);
  const phone = await rows(await open(t, PAGE, { viewport: { width: 360, height: 800 } }));
  assert.deepEqual(phone, [...new Set(phone)].sort((a, b) => a - b));
});

test("a major change is red, and the others are not", async (t) => {
  for (const colorScheme of SCHEMES) {
    const page = await open(t, CHANGED, { colorScheme });
    const colors = await page.locator(".impact").evaluateAll((all) =>
      all.map((one) => getComputedStyle(one).backgroundColor.match(/[\d.]+/g).map(Number)));
    const [[red, green, blue, alpha = 1], ...others] = colors;
    assert.ok(red > 2 * green && red > 2 * blue && alpha === 1, String(colors));
    assert.ok(others.length === 2 && others.every((color) => color[3] === 0), String(colors));
  }
});

test("closed, the page is short", async (t) => {
  const page = await open(t, PAGE);
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  const closed = await height();
  await openAll(page);
  assert.ok(closed * 5 < await height(), `${closed} px`);
});

test("paper shows everything", async (t) => {
  const page = await open(t, PAGE, { viewport: { width: 720, height: 1000 } });
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("nav, .bar").evaluateAll((all) => all.some((one) => one.checkVisibility())), false);
  const hidden = await page.locator("pre, .fields").evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height === 0).length);
  assert.equal(hidden, 0, "what is closed is printed");
  const clipped = await page.locator(".scroll, pre").evaluateAll((all) => all.some((one) => one.scrollHeight > one.clientHeight + 1));
  assert.equal(clipped, false);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 720);
});
