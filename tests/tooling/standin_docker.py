#!/usr/bin/env python3
"""A stand-in for docker's command line: it records what it is asked and runs the command here.

It isolates nothing and holds no limit; tests look at the argument vectors that it recorded. As in
docker, what it runs belongs to nobody's client: it goes on when the client is killed. It lives in
a folder of its own (a test copies it there as `docker` or `podman`), beside which it keeps
`calls.jsonl` (argument vectors), `environments.jsonl` (what `--env-file` held) and `containers/`.
Tests prepare: `images` (references that are there, one a line; without the file all are),
`programs/<name>` (what an entrypoint means), `silent` (the engine does not answer), `oom` (what
is run is killed for memory at its end).
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent
CONTAINERS = HOME / "containers"
VALUES = {
    "--name", "--label", "--pull", "--log-driver", "--log-opt", "--network", "--tmpfs",
    "--cap-drop", "--security-opt", "--user", "--userns", "--ulimit", "--memory", "--memory-swap",
    "--pids-limit", "--cpus", "--mount", "--workdir", "--env-file", "--env", "--entrypoint",
}  # fmt: skip
# Recorded from docker 28.2 without a daemon, and quoted from its sources for the image.
SILENT = (
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock."
    " Is the docker daemon running?"
)
REFUSED = "docker: Error response from daemon:"
HELP = "\n\nRun 'docker run --help' for more information"


def fail(code, message):
    print(message, file=sys.stderr)
    sys.exit(code)


def state_of(name):
    for file in CONTAINERS.glob("*/state.json"):
        state = json.loads(file.read_text())
        if name in (state["Name"], state["Id"]):
            return file, state
    return None, None


def change(file, **values):
    new = file.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps({**json.loads(file.read_text()), **values}))
    new.replace(file)


def parse(arguments):
    given, words = {}, list(arguments)
    while words and words[0].startswith("-"):
        name, _, value = words.pop(0).partition("=")
        if name in VALUES:
            value = words.pop(0)
        given.setdefault(name, []).append(value)
    return given, words


def run(arguments):
    given, (image, *rest) = parse(arguments)
    known = (HOME / "images").read_text().split() if (HOME / "images").exists() else [image]
    if image not in known and given["--pull"] != ["missing"]:
        fail(125, f"{REFUSED} No such image: {image}{HELP}")
    program = HOME / "programs" / given["--entrypoint"][0]
    if not program.exists():
        fail(
            127,
            f'{REFUSED} exec: "{program.name}": executable file not found in $PATH{HELP}',
        )
    environment = dict(word.split("=", 1) for word in given.get("--env", []) if "=" in word)
    environment |= {n: os.environ[n] for n in given.get("--env", []) if "=" not in n}
    for file in given.get("--env-file", []):
        lines = Path(file).read_text().splitlines()
        mode = f"{Path(file).stat().st_mode & 0o777:o}"
        record("environments.jsonl", {"mode": mode, "lines": lines})
        environment |= dict(line.split("=", 1) for line in lines)
    name = given.get("--name", [f"nameless-{os.getpid()}"])[0]
    if state_of(name)[0]:
        fail(
            125,
            f'{REFUSED} Conflict. The container name "/{name}" is already in use{HELP}',
        )
    folder = CONTAINERS / f"{os.getpid()}{time.monotonic_ns()}"
    folder.mkdir(parents=True)
    labels = dict(label.split("=", 1) for label in given.get("--label", []))
    (folder / "state.json").write_text(
        json.dumps({"Name": name, "Id": folder.name, "Labels": labels, "Running": True, "Pid": 0})
    )
    (folder / "order.json").write_text(
        json.dumps({"argv": [str(program), *rest], "folder": given.get("--workdir", ["/"])[0],
                    "environment": {"PATH": os.environ["PATH"], **environment}})
    )  # fmt: skip
    # The daemon's part: in a session of its own, with nothing of the client's environment.
    subprocess.Popen(
        [sys.executable, __file__, "--daemon", str(folder)],
        start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    code = follow(folder)
    if "--rm" in given:
        remove(folder)
    sys.exit(code)


def follow(folder):
    """The client's part: show what the container writes until it has ended."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _: signal_all(folder, got))
    shown = {"stdout": 0, "stderr": 0}
    while True:
        state = json.loads((folder / "state.json").read_text())
        for name, stream in (("stdout", sys.stdout.buffer), ("stderr", sys.stderr.buffer)):
            if (folder / name).exists():
                with (folder / name).open("rb") as file:
                    file.seek(shown[name])
                    data = file.read()
                shown[name] += len(data)
                stream.write(data)
                stream.flush()
        if not state["Running"]:
            return state["ExitCode"]
        time.sleep(0.01)


def daemon(folder):
    order = json.loads((folder / "order.json").read_text())
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        child = subprocess.Popen(
            order["argv"], cwd=order["folder"], env=order["environment"],
            stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
        )  # fmt: skip
        started = time.strftime("%Y-%m-%dT%H:%M:%SZ")
        change(folder / "state.json", Pid=child.pid, StartedAt=started)
        code = child.wait()
    killed_for_memory = (HOME / "oom").exists()
    code = 137 if killed_for_memory else code if code >= 0 else 128 - code
    if (folder / "state.json").exists():
        change(
            folder / "state.json",
            Running=False, Pid=0, ExitCode=code, OOMKilled=killed_for_memory, Error="",
        )  # fmt: skip


def signal_all(folder, number):
    try:
        pid = json.loads((folder / "state.json").read_text())["Pid"]
        if pid:
            os.killpg(pid, number)
    except (ProcessLookupError, FileNotFoundError):
        pass


def wait(folder, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not (folder / "state.json").exists():
            return True
        if not json.loads((folder / "state.json").read_text())["Running"]:
            return True
        time.sleep(0.01)
    return False


def remove(folder):
    signal_all(folder, signal.SIGKILL)
    wait(folder, 5)
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def record(name, what):
    with (HOME / name).open("a") as file:
        file.write(json.dumps(what) + "\n")


def needed(name):
    file, state = state_of(name)
    if file is None:
        fail(1, f"Error response from daemon: No such container: {name}")
    return file, state


def main(verb, *arguments):  # noqa: C901 - one case a command of docker
    if verb == "--daemon":
        return daemon(Path(arguments[0]))
    record("calls.jsonl", [verb, *arguments])
    if verb == "--version":
        print("podman version 5.4" if Path(__file__).name == "podman" else "Docker version 28.2.2")
        return None
    if (HOME / "silent").exists():
        fail(125 if verb == "run" else 1, f"docker: {SILENT}{HELP}" if verb == "run" else SILENT)
    given = arguments[-1] if arguments else ""
    match verb:
        case "run":
            run(arguments)
        case "version":
            print("28.2.2")
        case "inspect":
            _, state = needed(given)
            template = arguments[arguments.index("--format") + 1]
            if ".State" in template:
                print(json.dumps(state))
            else:
                print(state["Labels"].get(template.split('"')[1], ""))
        case "stop":
            file, _ = needed(given)
            signal_all(file.parent, signal.SIGTERM)
            if not wait(file.parent, float(arguments[arguments.index("-t") + 1])):
                signal_all(file.parent, signal.SIGKILL)
                wait(file.parent, 5)
        case "kill":
            file, _ = needed(given)
            signal_all(file.parent, signal.SIGKILL)
        case "rename":
            file, _ = needed(arguments[0])
            change(file, Name=arguments[1])
        case "rm":
            for name in arguments:
                if not name.startswith("--"):
                    remove(needed(name)[0].parent)
        case "ps":
            wanted = given.removeprefix("label=").split("=", 1)
            for file in CONTAINERS.glob("*/state.json"):
                state = json.loads(file.read_text())
                if state["Labels"].get(wanted[0]) == wanted[1]:
                    print(state["Id"])
        case _:
            fail(1, f"docker: {verb!r} is not a docker command.")
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
