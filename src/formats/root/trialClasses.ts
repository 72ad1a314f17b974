/**
 * The classes of a tree as ROOT 6.14 describes them, for the files that tests and benches write. A member is
 * `name:type:typeName(counter)` with the types of `STORED`; a checksum identifies a class.
 */
export interface TrialMember {
  readonly name: string;
  readonly type: number;
  readonly typeName: string;
  readonly countName: string;
}

export interface TrialClass {
  readonly version: number;
  readonly checksum: number;
  readonly members: readonly TrialMember[];
}

/** From members such as `fX:5 fList:300:vector<float>`. */
export function trialClass(version: number, checksum: number, members: string): TrialClass {
  return { version, checksum, members: members.trim().split(/\s+/).map(member) };
}

function member(text: string): TrialMember {
  const [, name, type, typeName = "", countName = ""] = /^(\w+):(\d+):?([\w:*<>]*?)(?:\((\w+)\))?$/.exec(text)!;
  return { name, type: Number(type), typeName, countName };
}

const leaf = (checksum: number, type: number) =>
  trialClass(1, checksum, `TLeaf:0:BASE fMinimum:${type} fMaximum:${type}`);

export const TRIAL_CLASSES: Readonly<Record<string, TrialClass>> = {
  TNamed: trialClass(1, 3753331260, "TObject:0:BASE fName:65:TString fTitle:65:TString"),
  TAttLine: trialClass(2, 2483504457, "fLineColor:2 fLineStyle:2 fLineWidth:2"),
  TAttFill: trialClass(2, 4292422290, "fFillColor:2 fFillStyle:2"),
  TAttMarker: trialClass(2, 689802220, "fMarkerColor:2 fMarkerStyle:2 fMarkerSize:5"),
  "ROOT::TIOFeatures": trialClass(1, 446770960, "fIOBits:11"),
  TTree: trialClass(
    20,
    1919213695,
    `TNamed:0:BASE TAttLine:0:BASE TAttFill:0:BASE TAttMarker:0:BASE fEntries:16 fTotBytes:16 fZipBytes:16
     fSavedBytes:16 fFlushedBytes:16 fWeight:8 fTimerInterval:3 fScanField:3 fUpdate:3 fDefaultEntryOffsetLen:3
     fNClusterRange:6 fMaxEntries:16 fMaxEntryLoop:16 fMaxVirtualSize:16 fAutoSave:16 fAutoFlush:16 fEstimate:16
     fClusterRangeEnd:56:Long64_t*(fNClusterRange) fClusterSize:56:Long64_t*(fNClusterRange)
     fIOFeatures:62:ROOT::TIOFeatures fBranches:61:TObjArray fLeaves:61:TObjArray fAliases:64:TList*
     fIndexValues:62:TArrayD fIndex:62:TArrayI fTreeIndex:64:TVirtualIndex* fFriends:64:TList* fUserInfo:64:TList*
     fBranchRef:64:TBranchRef*`,
  ),
  TBranch: trialClass(
    13,
    278366892,
    `TNamed:0:BASE TAttFill:0:BASE fCompress:3 fBasketSize:3 fEntryOffsetLen:3 fWriteBasket:3 fEntryNumber:16
     fIOFeatures:62:ROOT::TIOFeatures fOffset:3 fMaxBaskets:6 fSplitLevel:3 fEntries:16 fFirstEntry:16 fTotBytes:16
     fZipBytes:16 fBranches:61:TObjArray fLeaves:61:TObjArray fBaskets:61:TObjArray fBasketBytes:43:int*(fMaxBaskets)
     fBasketEntry:56:Long64_t*(fMaxBaskets) fBasketSeek:56:Long64_t*(fMaxBaskets) fFileName:65:TString`,
  ),
  TBranchElement: trialClass(
    10,
    3880738403,
    `TBranch:0:BASE fClassName:65:TString fParentName:65:TString fClonesName:65:TString fCheckSum:13 fClassVersion:2
     fID:3 fType:3 fStreamerType:3 fMaximum:3 fBranchCount:64:TBranchElement* fBranchCount2:64:TBranchElement*`,
  ),
  TLeaf: trialClass(
    2,
    1830715730,
    "TNamed:0:BASE fLen:3 fLenType:3 fOffset:3 fIsRange:18 fIsUnsigned:18 fLeafCount:64:TLeaf*",
  ),
  TLeafElement: trialClass(1, 2689566867, "TLeaf:0:BASE fID:3 fType:3"),
  TLeafB: leaf(253643614, 1),
  TLeafS: leaf(1, 2),
  TLeafI: leaf(2120920601, 3),
  TLeafL: leaf(3727820898, 16),
  TLeafF: leaf(987602290, 5),
  TLeafD: leaf(294553462, 8),
  TLeafO: leaf(44976339, 18),
  TLeafC: leaf(2, 3),
  TLeafF16: leaf(3, 5),
  TLeafD32: leaf(4, 8),
  TStreamerInfo: trialClass(9, 0, "TNamed:0:BASE fCheckSum:13 fClassVersion:3 fElements:64:TObjArray*"),
  TStreamerElement: trialClass(
    4,
    0,
    "TNamed:0:BASE fType:3 fSize:3 fArrayLength:3 fArrayDim:3 fMaxIndex:23 fTypeName:65:TString",
  ),
  TStreamerBase: trialClass(3, 0, "TStreamerElement:0:BASE fBaseVersion:3"),
  TStreamerBasicPointer: trialClass(2, 0, "TStreamerElement:0:BASE fCountVersion:3 fCountName:65 fCountClass:65"),
  TStreamerSTL: trialClass(3, 0, "TStreamerElement:0:BASE fSTLtype:3 fCtype:3"),
  ...Object.fromEntries(
    ["BasicType", "Object", "ObjectPointer", "ObjectAny", "String"].map((kind) => [
      `TStreamer${kind}`,
      trialClass(2, 0, "TStreamerElement:0:BASE"),
    ]),
  ),
};
