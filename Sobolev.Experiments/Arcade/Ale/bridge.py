"""One game of the Arcade Learning Environment, played over stdin and stdout.

Started as: python3 -c SCRIPT ROM, where ROM is a file or a name that ale_py knows. Every message, both ways and little endian, is
magic (4 bytes "SALE"), version (u16), kind (u16), length of the payload (u32), payload. Kinds and payloads are in AleMessage.cs.
"""
import os
import signal
import struct
import sys

HEADER = struct.Struct("<4sHHI")
MAGIC, VERSION = b"SALE", 1
START, ACT = 1, 2
HELLO, STATE, FAILURE = 16, 17, 18
NOT_INSTALLED, TOO_OLD, NO_ROM, BROKEN = 1, 2, 3, 4
NEEDED = ["getMinimalActionSet", "getScreenGrayscale", "getScreenDims", "act", "lives", "game_over", "reset_game", "loadROM", "setInt", "setFloat"]

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
    pipe.write(HEADER.pack(MAGIC, VERSION, kind, sum(len(part) for part in parts)))
    for part in parts:
        pipe.write(part)
    pipe.flush()


def receive():
    """The next kind and payload, or None when the tool is gone."""
    head = sys.stdin.buffer.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    magic, version, kind, length = HEADER.unpack(head)
    if magic != MAGIC or version != VERSION or kind not in (START, ACT) or length != 4:
        raise Refusal(BROKEN, f"the tool sent {head!r}")
    payload = sys.stdin.buffer.read(length)
    return None if len(payload) < length else (kind, struct.unpack("<I", payload)[0])


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


def play(ale, rom):
    ale.setFloat("repeat_action_probability", 0.0)

    def begin(seed):
        # the seed is taken where a ROM is loaded, and only that forgets the episode before wholly
        ale.setInt("random_seed", seed & 0x7FFFFFFF)
        ale.loadROM(rom)
        ale.reset_game()

    def state(reward):
        screen = ale.getScreenGrayscale().tobytes()
        send(STATE, struct.pack("<diI", reward, ale.lives(), 1 if ale.game_over() else 0), screen)

    begin(0)
    actions = list(ale.getMinimalActionSet())
    height, width = ale.getScreenDims()
    send(HELLO, struct.pack("<III", len(actions), height, width))
    while (message := receive()) is not None:
        kind, value = message
        if kind == START:
            begin(value)
            state(0.0)
        elif value < len(actions):
            state(float(ale.act(actions[value])))
        else:
            raise Refusal(BROKEN, f"the tool asked for action {value} of {len(actions)}")


try:
    ale = emulator()
    play(ale, rom_path(sys.argv[1]))
except Refusal as refusal:
    send(FAILURE, struct.pack("<I", refusal.reason), str(refusal).encode()[:4000])
except BrokenPipeError:
    pass
except Exception as error:
    send(FAILURE, struct.pack("<I", BROKEN), f"{type(error).__name__}: {error}".encode()[:4000])
