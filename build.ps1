# Restores, builds, tests and packs the tool into ./artifacts; stops at the first failure.
#   ./build.ps1                     on Windows, Linux and macOS (PowerShell 7)
#   dotnet tool install --global --add-source ./artifacts Sobolev.Cli
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Invoke-Step([string[]] $Arguments) {
    Write-Host "dotnet $Arguments"
    & dotnet @Arguments
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

Invoke-Step @('restore', 'Sobolev.slnx')
Invoke-Step @('format', 'Sobolev.slnx', '--no-restore', '--verify-no-changes')
Invoke-Step @('build', 'Sobolev.slnx', '--no-restore', '-c', 'Release')
Invoke-Step @('test', '--no-build', '-c', 'Release')
Invoke-Step @('pack', 'Sobolev.Cli', '-c', 'Release', '-o', 'artifacts')
