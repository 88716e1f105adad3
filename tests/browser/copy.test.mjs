// Copy buttons, and the buttons that open a list.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE, goTo, open } from "./browser.mjs";

const WITH_CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
const pasted = (page) => page.evaluate(() => navigator.clipboard.readText());
const said = (page) => page.locator("#said").textContent();

test("a sample, a handler and a command are copied", async (t) => {
  const page = await open(t, PAGE, WITH_CLIPBOARD);
  await goTo(page, "v2.PurchasePass");
  const entry = page.locator(".entry:has([id='v2.PurchasePass'])");
  const copied = [];
  for (const what of ["the sample", "the handler", "the command"]) {
    const button = entry.getByRole("button", { name: `Copy ${what}` });
    await button.focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#said").textContent !== "");
    assert.equal(await said(page), `Copied ${what}`);
    assert.equal(await button.textContent(), "Copied");
    copied.push(await pasted(page));
    await page.waitForFunction(() => document.querySelector("#said").textContent === "");
    assert.equal(await button.textContent(), "Copy");
  }
  assert.equal(JSON.parse(copied[0]).event, "purchase.pass");
  assert.match(copied[1], /^use conscent::v2::PurchasePass;\n.*\n\n#\[conscent_handler\(event = "purchase\.pass"\)\]\nasync fn /);
  assert.match(copied[2], /^conscent trigger purchase\.pass \\\n    --to /);
  assert.equal(await page.locator("#said").getAttribute("aria-live"), "polite");
});

test("without the clipboard, the selection is copied", async (t) => {
  const page = await open(t, PAGE, WITH_CLIPBOARD);
  await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error("refused")); });
  await goTo(page, "v1.Login");
  await page.locator(".entry:has([id='v1.Login'])").getByRole("button", { name: "Copy the command" }).click();
  await page.waitForFunction(() => document.querySelector("#said").textContent === "Copied the command");
  assert.match(await pasted(page), /^conscent trigger login /);
  await page.evaluate(() => { document.execCommand = () => false; });
  await page.locator(".entry:has([id='v1.Login'])").getByRole("button", { name: "Copy the handler" }).click();
  await page.waitForFunction(() => document.querySelector("#said").textContent === "Selected; press Ctrl+C to copy");
  assert.match(await page.evaluate(() => getSelection().toString()), /^use conscent::v1::Login;/);
});

test("a button opens all events of an api, and closes them", async (t) => {
  const page = await open(t, PAGE);
  const events = page.locator("section:has(> .title > [id='v2.api.events'])");
  const opened = () => events.locator("> .entry[open]").count();
  await events.getByRole("button", { name: "Open all" }).click();
  assert.equal(await opened(), 12);
  await events.getByRole("button", { name: "Close all" }).click();
  assert.equal(await opened(), 0);
});
