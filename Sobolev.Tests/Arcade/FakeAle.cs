using System.Diagnostics;
using Sobolev.Arcade;

namespace Sobolev.Tests.Arcade;

/// <summary>
/// A module ale_py for the true bridge: a small made-up machine that draws its two sprites in turns, as the real one does, and ends after
/// 150 frames. After loading and one more reset its sprites begin at 74; the seed matters with sticky actions alone. FAKE_ALE names what
/// is wrong with it.
/// </summary>
internal sealed class FakeAle : IDisposable
{
    private const string Module = """
        import os
        import signal
        import time

        __version__ = "0.0.fake"
        WRONG = os.environ.get("FAKE_ALE", "")
        if WRONG == "not installed":
            raise ImportError("No module named 'ale_py'")

        class Machine:
            def __init__(self):
                self.settings = {"repeat_action_probability": 0.25, "random_seed": -1}
                print("A.L.E: a banner on stdout")

            def setInt(self, name, value):
                self.settings[name] = int(value)

            def setFloat(self, name, value):
                self.settings[name] = float(value)

            def loadROM(self, path):
                if os.path.getsize(path) < 4:
                    print("Unable to create console for " + path)
                    os._exit(1)
                self.seed, self.resets = self.settings["random_seed"], 0
                self.reset_game()

            # as in the real one, the memory after a reset is drawn from a stream that no reset sets back
            def reset_game(self):
                self.resets += 1
                self.frame, self.place = 0, 37 * self.resets % 100
                if self.settings["repeat_action_probability"]:
                    self.place = (self.place + self.seed) % 100

            def cloneState(self):
                return (self.resets, self.frame, self.place)

            def restoreState(self, state):
                self.resets, self.frame, self.place = state

            def getMinimalActionSet(self):
                return [0, 1, 3, 4]

            def getLegalActionSet(self):
                return list(range(18))

            def getAvailableModes(self):
                return [0, 2, 4]

            def getAvailableDifficulties(self):
                return [0, 1]

            def setMode(self, mode):
                self.settings["mode"] = mode

            def setDifficulty(self, difficulty):
                self.settings["difficulty"] = difficulty

            def getScreenDims(self):
                return (210, 160)

            def act(self, action):
                print("noise")
                self.frame += 1
                self.place = (self.place * 3 + action) % 100
                if self.frame == 5 and WRONG == "killed":
                    os.kill(os.getpid(), signal.SIGKILL)
                if self.frame == 5 and WRONG == "raises":
                    raise RuntimeError("the cartridge melted")
                if self.frame == 5 and WRONG == "hangs":
                    time.sleep(600)
                # so that a test sees them
                told = 100 * self.settings.get("mode", 0) + 50 * self.settings.get("difficulty", 0)
                return action + 1000 * self.settings["repeat_action_probability"] + told

            def lives(self):
                return 3 - self.frame // 50

            def game_over(self):
                return self.frame >= 150

            def getScreenGrayscale(self):
                screen = bytearray([20]) * (210 * 160)
                row = 30 if self.frame % 2 == 0 else 120
                for y in range(row, row + 40):
                    for x in range(self.place, self.place + 20):
                        screen[160 * y + x] = 200
                return memoryview(bytes(screen)).cast("B", (210, 160))

        if WRONG != "too old":
            ALEInterface = Machine
        if WRONG == "older":
            del Machine.getScreenDims
        """;

    /// <summary>As much of numpy as the bridge needs: the machine above does without it.</summary>
    private const string Numpy = """
        def maximum(one, other):
            return memoryview(bytes(map(max, one.tobytes(), other.tobytes())))
        """;

    private const string Roms = """
        import os

        def get_rom_path(name):
            path = os.path.join(os.path.dirname(__file__), name + ".bin")
            return path if os.path.exists(path) else None
        """;

    private readonly TemporaryFolder _folder = new();

    public FakeAle()
    {
        Directory.CreateDirectory(_folder.File("ale_py", "roms"));
        File.WriteAllText(_folder.File("ale_py", "__init__.py"), Module);
        File.WriteAllText(_folder.File("ale_py", "roms", "__init__.py"), Roms);
        File.WriteAllText(_folder.File("numpy.py"), Numpy);
        File.WriteAllBytes(_folder.File("ale_py", "roms", "made_up.bin"), [1, 2, 3, 4]);
        File.WriteAllBytes(_folder.File("empty.bin"), []);
        File.WriteAllBytes(RomFile, [1, 2, 3, 4]);
    }

    public string RomFile => _folder.File("own.bin");

    public string EmptyFile => _folder.File("empty.bin");

    /// <summary>Whether a Python that can run the bridge is installed.</summary>
    public static bool HasPython { get; } = Says("pass");

    /// <summary>Whether the real one is installed.</summary>
    public static bool HasAle { get; } = HasPython && Says("import ale_py; ale_py.ALEInterface.getMinimalActionSet");

    public AleGame Open(string rom, string wrong = "", double timeout = 60, AtariOptions? machine = null) =>
        new(
            rom,
            machine ?? new AtariOptions(),
            new AleOptions
            {
                Timeout = TimeSpan.FromSeconds(timeout),
                Variables = new Dictionary<string, string> { ["PYTHONPATH"] = _folder.Path, ["FAKE_ALE"] = wrong },
            },
            TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs a script and returns its standard output.</summary>
    public static byte[] Output(string script, params string[] arguments)
    {
        using var python = Process.Start(new ProcessStartInfo(new AleOptions().Python, ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
        using var output = new MemoryStream();
        python.StandardOutput.BaseStream.CopyTo(output);
        python.WaitForExit();
        Assert.Equal(0, python.ExitCode);
        return output.ToArray();
    }

    private static bool Says(string script)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo(new AleOptions().Python, ["-c", script])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true
            })!;
            python.StandardError.ReadToEnd();
            python.WaitForExit();
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
