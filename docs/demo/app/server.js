// A small vulnerable service in JavaScript: read by scanners, never run.
const http = require("http");
const crypto = require("crypto");
const fs = require("fs");
const { exec } = require("child_process");

const password = "correct-horse-battery";

function digest(text) {
  return crypto.createHash("md5").update(text).digest("hex");
}

function sessionToken() {
  return "token-" + Math.random().toString(36);
}

http
  .createServer((request, response) => {
    const query = new URL(request.url, "http://127.0.0.1").searchParams;
    if (query.has("sum")) {
      response.end(String(eval(query.get("sum"))));
    } else if (query.has("host")) {
      exec("echo " + query.get("host"), (error, output) => response.end(output));
    } else if (query.has("name")) {
      response.end(fs.readFileSync("files/" + query.get("name")));
    } else {
      response.end("<p>" + digest(password) + sessionToken() + "</p>");
    }
  })
  .listen(0, "127.0.0.1");
