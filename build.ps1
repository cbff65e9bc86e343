# Restores, builds, tests and packs the tool into ./artifacts, then installs and runs it; stops at the first failure with its exit code.
#   ./build.ps1                     on Windows, Linux and macOS (PowerShell 7)
#   ./build.ps1 -SkipTests          everything but the tests
#   dotnet tool install --global --prerelease --source ./artifacts Sobolev.Cli
param([switch] $SkipTests)
$ErrorActionPreference = 'Stop'
Write-Host 'The first build downloads about 0.5 GB of packages (libtorch; with CUDA some gigabytes) and takes some minutes on two cores;'
Write-Host 'the tests take much longer (-SkipTests leaves them out).'
Set-Location $PSScriptRoot

function Invoke-Step([string] $Program, [string[]] $Arguments) {
    Write-Host "$Program $Arguments"
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) {
        Write-Host "build.ps1 stops: exit code $LASTEXITCODE"
        exit $LASTEXITCODE
    }
}

Invoke-Step 'dotnet' @('restore', 'Sobolev.slnx')
Invoke-Step 'dotnet' @('format', 'Sobolev.slnx', '--no-restore', '--verify-no-changes')
Invoke-Step 'dotnet' @('build', 'Sobolev.slnx', '--no-restore', '-c', 'Release')
if (-not $SkipTests) { Invoke-Step 'dotnet' @('test', '--no-build', '-c', 'Release') }
Invoke-Step 'dotnet' @('pack', 'Sobolev.Cli', '--no-build', '-c', 'Release', '-o', 'artifacts')

$scratch = Join-Path ([IO.Path]::GetTempPath()) "sobolev-$PID"
try {
    Invoke-Step 'dotnet' @('tool', 'install', 'Sobolev.Cli', '--prerelease', '--source', 'artifacts', '--tool-path', "$scratch/tool")
    Invoke-Step "$scratch/tool/sobolev" @('doctor')
    Invoke-Step "$scratch/tool/sobolev" @('regress', '--preset', 'quick', '--quiet', '--out', "$scratch/runs")
} finally {
    if (Test-Path $scratch) { Remove-Item -Recurse -Force $scratch }
}
