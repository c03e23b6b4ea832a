; A set-up program for Windows, by Inno Setup 6: on Windows, after `make frozen` there, say   iscc packaging\handouts.iss
; It was written without a Windows at hand and has not been compiled: docs/installing.md says what to look at first.
; It puts the frozen program where no administrator is needed, asks for the clinic's folder, and lays an icon on the desktop that opens the
; desk there.  Taking it away again leaves the clinic's folder, with its ledger, as it is.

#define Version GetEnv("HANDOUTS_VERSION")
#if Version == ""
  #define Version "0.1.0"
#endif

[Setup]
AppId={{6C2B5C0F-5C43-4C0B-9C55-3E6C7B1F0A2D}
AppName=Handouts
AppVersion={#Version}
DefaultDirName={autopf}\Handouts
DefaultGroupName=Handouts
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\LICENSE
OutputDir=..\dist
OutputBaseFilename=handouts-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
DisableProgramGroupPage=yes
CloseApplications=yes

[Files]
Source: "..\dist\handouts\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[InstallDelete]
; What an older version brought, and this one does not, must not be found.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{autoprograms}\Handouts desk"; Filename: "{app}\handouts-desk.exe"; WorkingDir: "{code:ClinicFolder}"
Name: "{autodesktop}\Handouts desk"; Filename: "{app}\handouts-desk.exe"; WorkingDir: "{code:ClinicFolder}"

[Run]
Filename: "{app}\handouts-desk.exe"; WorkingDir: "{code:ClinicFolder}"; Description: "Open the desk"; Flags: postinstall nowait skipifsilent unchecked

[Code]
var
  ClinicPage: TInputDirWizardPage;

procedure InitializeWizard;
begin
  ClinicPage := CreateInputDirPage(wpSelectDir, 'The clinic''s folder', 'Where is clinic.toml?',
    'The desk is opened for the clinic whose folder this is, on a disk of this computer. Without a clinic.toml in it, the desk of a sample clinic is opened.',
    False, '');
  ClinicPage.Add('');
  ClinicPage.Values[0] := GetPreviousData('Clinic', ExpandConstant('{userdocs}\Clinic'));
end;

procedure RegisterPreviousData(PreviousDataKey: Integer);
begin
  SetPreviousData(PreviousDataKey, 'Clinic', ClinicPage.Values[0]);
end;

function ClinicFolder(Param: String): String;
begin
  Result := ClinicPage.Values[0];
  ForceDirectories(Result);
end;
