"""One game of the Arcade Learning Environment, played over stdin and stdout.

Started as: python3 -c SCRIPT ROM REPEAT ACTIONS MODE DIFFICULTY. ROM is a file or a name that ale_py knows, REPEAT the probability that the
machine repeats the previous action, ACTIONS minimal or full. Every message, both ways and little endian, is
magic (4 bytes "SALE"), version (u16), kind (u16), length of the payload (u32), payload. Kinds and payloads are in AleMessage.cs.
"""
import os
import signal
import struct
import sys

HEADER = struct.Struct("<4sHHI")
REQUEST = struct.Struct("<II")
MAGIC, VERSION = b"SALE", 3
START, ACT = 1, 2
HELLO, STATE, FAILURE = 16, 17, 18
NOT_INSTALLED, TOO_OLD, NO_ROM, BROKEN, NO_SETTING = 1, 2, 3, 4, 5
NEEDED = [
    "getMinimalActionSet", "getLegalActionSet", "getScreenGrayscale", "getScreenDims", "act", "lives", "game_over", "reset_game", "loadROM",
    "setInt", "setFloat", "cloneState", "restoreState",
]

# the pipe is ours alone: what anybody prints goes to stderr. Ctrl-C is the tool's to answer; its end closes stdin, which ends this.
signal.signal(signal.SIGINT, signal.SIG_IGN)
pipe = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
if sys.platform == "win32":
    import msvcrt

    msvcrt.setmode(0, os.O_BINARY)
    msvcrt.setmode(pipe.fileno(), os.O_BINARY)


class Refusal(Exception):
    def __init__(self, reason, text):
        super().__init__(text)
        self.reason = reason


def send(kind, *parts):
    # one write: the tool wakes up once
    pipe.write(b"".join((HEADER.pack(MAGIC, VERSION, kind, sum(len(part) for part in parts)), *parts)))
    pipe.flush()


def receive():
    """The next kind and payload, or None when the tool is gone."""
    head = sys.stdin.buffer.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    magic, version, kind, length = HEADER.unpack(head)
    if magic != MAGIC or version != VERSION or kind not in (START, ACT) or length != REQUEST.size:
        raise Refusal(BROKEN, f"the tool sent {head!r}")
    payload = sys.stdin.buffer.read(length)
    return None if len(payload) < length else (kind, *REQUEST.unpack(payload))


def emulator():
    try:
        import ale_py
    except ImportError as error:
        raise Refusal(NOT_INSTALLED, f"{error} ({sys.executable})")
    version = getattr(ale_py, "__version__", "of unknown version")
    kind = getattr(ale_py, "ALEInterface", None)
    missing = ["ALEInterface"] if kind is None else [name for name in NEEDED if not hasattr(kind, name)]
    if missing:
        raise Refusal(TOO_OLD, f"ale_py {version} has no {', '.join(missing)}")
    mode = getattr(ale_py, "LoggerMode", None)
    if mode is not None and hasattr(kind, "setLoggerMode"):
        kind.setLoggerMode(mode.Error)
    return kind()


def rom_path(name):
    if os.path.isfile(name):
        return name
    if os.sep in name or name.endswith(".bin"):
        raise Refusal(NO_ROM, f"there is no file {name}")
    try:
        from ale_py import roms
        path = roms.get_rom_path(name.replace("-", "_"))
    except (ImportError, AttributeError) as error:
        raise Refusal(TOO_OLD, f"ale_py brings no ROMs: {error}")
    except OSError as error:
        raise Refusal(NO_ROM, str(error))
    if path is None or not os.path.isfile(path):
        raise Refusal(NO_ROM, f"ale_py knows no ROM {name}")
    return str(path)


def require(what, value, known):
    if value not in known:
        raise Refusal(NO_SETTING, f"atari.{what}: {value} is not one that this game has: {', '.join(str(one) for one in known)}")


def play(ale, rom, repeat, actions, mode, difficulty):
    # ale_py needs numpy, so it is there
    from numpy import maximum

    ale.setFloat("repeat_action_probability", repeat)

    def load(seed):
        ale.setInt("random_seed", seed & 0x7FFFFFFF)
        ale.loadROM(rom)
        if mode:
            require("mode", mode, ale.getAvailableModes())
            ale.setMode(mode)
        if difficulty:
            require("difficulty", difficulty, ale.getAvailableDifficulties())
            ale.setDifficulty(difficulty)
        return ale.cloneState()

    def begin(seed):
        """An episode that depends on its seed alone."""
        if repeat:
            # sticky actions are drawn from the seed, which the emulator takes where a ROM is loaded
            load(seed)
        else:
            # nothing is drawn from the seed, but a reset draws the memory from a stream of the machine, which is set back here. Loading
            # would do it too, for the time of a thousand frames
            ale.restoreState(loaded)
        ale.reset_game()

    def state(reward, frames, screen):
        send(STATE, struct.pack("<diII", reward, ale.lives(), 1 if ale.game_over() else 0, frames), screen.tobytes())

    def hold(action, frames, last):
        """Answers with the maximum of the last two frames (of a game that ends before them, the last one alone); returns the last one."""
        reward, before = 0.0, last if frames == 1 else None
        for frame in range(1, frames + 1):
            reward += ale.act(action)
            if frame == frames or ale.game_over():
                last = ale.getScreenGrayscale()
                state(reward, frame, last if before is None else maximum(before, last))
                return last
            if frame == frames - 1:
                before = ale.getScreenGrayscale()

    loaded = load(0)
    numbers = list(ale.getLegalActionSet() if actions == "full" else ale.getMinimalActionSet())
    height, width = ale.getScreenDims()
    send(HELLO, struct.pack("<II", height, width), *(struct.pack("<I", int(number)) for number in numbers))
    last = ale.getScreenGrayscale()
    while (message := receive()) is not None:
        kind, first, second = message
        if kind == START:
            begin(first)
            last = ale.getScreenGrayscale()
            state(0.0, 0, last)
        elif first < len(numbers) and second > 0:
            last = hold(numbers[first], second, last)
        else:
            raise Refusal(BROKEN, f"the tool asked for action {first} of {len(numbers)}, for {second} frames")


try:
    ale = emulator()
    play(ale, rom_path(sys.argv[1]), float(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
except Refusal as refusal:
    send(FAILURE, struct.pack("<I", refusal.reason), str(refusal).encode()[:4000])
except BrokenPipeError:
    pass
except Exception as error:
    send(FAILURE, struct.pack("<I", BROKEN), f"{type(error).__name__}: {error}".encode()[:4000])
