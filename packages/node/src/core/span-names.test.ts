import { describe, expect, it } from "vitest";
import { normaliseSql } from "./normalise-sql.ts";
import { callName, commandName, statementName } from "./span-names.ts";

describe("name of a statement", () => {
  it.each([
    ["select id, name from packages where id = 1", "SELECT packages"],
    ['SELECT * FROM "Order Items" o JOIN users u ON true', 'SELECT "Order Items"'],
    ["select extract(epoch from now()) as at, 1 from only public.events", "SELECT public.events"],
    ["select (select count(*) from a) from b", "SELECT b"],
    ["with x as (select 1 from a) insert into b select * from x", "INSERT b"],
    ["insert into shop.orders (id) values (1)", "INSERT shop.orders"],
    ["update only accounts set name = 'x' from others", "UPDATE accounts"],
    ["delete from sessions using users", "DELETE sessions"],
    ["copy lines (a, b) from stdin", "COPY lines"],
    ["truncate table a, b", "TRUNCATE a"],
    ["select 1", "select ?"],
    ["begin isolation level read committed", "begin isolation level read committed"],
    ["select from (values (1)) as t", "select from (values (?)) as t"],
    [`select ${"a, ".repeat(40)}b`, `select ${"a, ".repeat(17)}a…`],
    ["", "(empty)"],
  ])("of %j is %j", (sql, name) => {
    expect(statementName(normaliseSql(sql))).toBe(name);
  });
});

describe("name of a command", () => {
  it.each([
    ["get", "search_results:how to cook", "GET search_results:*"],
    ["get", "config", "GET *"],
    ["hgetall", "user:42:profile", "HGETALL user:*"],
    ["get", "shop:cart:items:7:x", "GET shop:cart:items:*"],
    ["get", "shop:cart:items:of:bob", "GET shop:cart:items:*"],
    ["get", "bob@example.com:cart", "GET *"],
    ["get", "{user1}:a:b", "GET *"],
    ["get", "9f86d081884c7d65:a", "GET *"],
    ["set", `${"x".repeat(40)}:a`, "SET *"],
    ["get", "", "GET *"],
    ["ping", undefined, "PING"],
  ])("%s of %j is %j", (command, key, name) => {
    expect(commandName(command, key)).toBe(name);
  });
});

describe("name of a call", () => {
  it.each([
    ["GET", "http://registry.test/search?q=secret", "GET registry.test/search"],
    ["POST", "http://u:p@registry.test:8080/users/42/", "POST registry.test:8080/users/:id"],
    ["GET", "registry.test/users/4bf92f35-77b3-4da6-a3ce-929d0e0e4736", "GET registry.test/users/:uuid"],
    ["GET", "http://registry.test", "GET registry.test/"],
    ["GET", "http://registry.test?q=1", "GET registry.test/"],
    ["POST", "https://api.test/bot123456:AAH-x_Yz/sendMessage", "POST api.test/:hash/sendMessage"],
    ["GET", `https://api.test/${"long-words-".repeat(5)}end/x`, "GET api.test/:hash/x"],
    ["GET", "https://api.test/v1.2/a-b_c~d", "GET api.test/v1.2/a-b_c~d"],
  ])("%s to %j is %j", (method, to, name) => {
    expect(callName(method, to)).toBe(name);
  });
});
