"""Stands in for ale_py where only the bridge is to be timed: a machine that costs nothing."""


class ALEInterface:
    screen = memoryview(bytes(range(240)) * 140).cast("B", (210, 160))

    def setInt(self, name, value):
        pass

    def setFloat(self, name, value):
        pass

    def loadROM(self, path):
        pass

    def reset_game(self):
        pass

    def getMinimalActionSet(self):
        return [0, 1, 3, 4]

    def getScreenDims(self):
        return (210, 160)

    def act(self, action):
        return 0

    def lives(self):
        return 3

    def game_over(self):
        return False

    def getScreenGrayscale(self):
        return self.screen
