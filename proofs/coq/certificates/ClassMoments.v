(** ClassMoments.v -- the cost of a readout of the points themselves, and its normal equations, from
    sums and Gram matrices in integers that are made once for all readouts of a certificate.
    moments a X  == sum and Gram matrix of the features lead a x of the points, over one denominator
    knows a Ks ms == ms are those of the classes Ks
    addend       == what a class adds to the value, and to the normal equations *)
From Truncation Require Import Spec LinearAlgebra LeastSquares Integers Rationals Kernel
  Independence.
From Coq Require Import Bool QArith Qreals Lra.
Import ListNotations.
Open Scope R_scope.

Fixpoint zgram H : list (list Z) :=
  match H with [] => [] | h :: H' => zmadd (zouter h h) (zgram H') end.
Fixpoint zvsum H : list Z := match H with [] => [] | h :: H' => zvadd h (zvsum H') end.
Lemma zgram_ok E H : map (FR (E * E)) (zgram H) = gram (map (FR E) H).
Proof.
  induction H as [|h H IH]; trivial; cbn [zgram map].
  now rewrite frac_madd, frac_outer, IH, gram_cons.
Qed.
Lemma zvsum_ok E H : FR E (zvsum H) = vsum (map (FR E) H).
Proof.
  induction H as [|h H IH]; trivial; cbn [zvsum map]. now rewrite frac_vadd, IH, vsum_cons.
Qed.

Definition zfeatures (a : bool) (X : zmat) : list (list Z) := map (zlead a (mden X)) (mnum X).
Lemma zfeatures_ok a X : map (FR (mden X)) (zfeatures a X) = map (lead a) (RM X).
Proof.
  unfold zfeatures, RM; rewrite !map_map; apply map_ext; intro h; destruct a; trivial.
  cbn [zlead map lead]; f_equal; unfold frac; field; apply pos_nz.
Qed.
Definition sums : Type := (positive * positive) * (list (list Z) * list Z).
Definition moments (a : bool) (X : zmat) : sums :=
  ((mden X, Pos.of_nat (length (mnum X))), (zgram (zfeatures a X), zvsum (zfeatures a X))).
Definition knows a : list (zmat * zvec) -> list sums -> Prop :=
  Forall2 (fun K m => moments a (fst K) = m).
Lemma knows_none a : knows a [] []. Proof. constructor. Qed.
Lemma knows_more a X y m Ks ms : moments a X = m -> knows a Ks ms ->
  knows a ((X, y) :: Ks) (m :: ms).
Proof. now constructor. Qed.

(** The readout M over the denominator d *)
Definition addend (M : list (list Z)) (d : positive) (y : zvec) (m : sums) :
    Q * (list (list Z) * positive) :=
  let '((D, n), (G, s)) := m in let e := vden y in
  (((zdot (vnum y) (vnum y) # e * e) - (zdot (vnum y) (zmv M s) # e * (d * (D * n))))%Q,
   (zmadd (map (map (Z.mul (Zpos e))) (map (zmv G) M))
      (zouter (map (Z.mul (Zneg (d * D))) (vnum y)) s), (e * (D * D * n))%positive)).
Definition adds (M : mat) (d : positive) (K : list vec * vec)
    (a : Q * (list (list Z) * positive)) : Prop :=
  let w := / INR (length (fst K)) in
  Q2R (fst a) = sqnorm (snd K) - w * dot (snd K) (mv M (vsum (fst K)))
  /\ forall M', mdot M' (map (FR (d * snd (snd a))) (fst (snd a))) = w * cross M M' (snd K) (fst K).

Lemma length_pos {X} (l : list X) : l <> [] -> INR (length l) = IZR (Zpos (Pos.of_nat (length l))).
Proof.
  intro N; rewrite INR_IZR_INZ; f_equal; rewrite <- positive_nat_Z, Nat2Pos.id; trivial.
  destruct l; [now destruct N|discriminate].
Qed.
Lemma frac_mv d D M v : FR (d * D) (zmv M v) = mv (map (FR d) M) (FR D v).
Proof. unfold zmv, mv; rewrite !map_map; apply map_ext; intro r; symmetry; apply frac_dot. Qed.
Lemma frac_shrink D n u : FR (D * n) u = vscale (/ IZR (Zpos n)) (FR D u).
Proof.
  unfold vscale; rewrite map_map; apply map_ext; intro z.
  unfold frac; rewrite Pos2Z.inj_mul, mult_IZR; field; split; apply pos_nz.
Qed.
Lemma frac_opposite d e u : FR (d * e) (map (Z.mul (Zneg d)) u) = vscale (-1) (FR e u).
Proof.
  unfold vscale; rewrite !map_map; apply map_ext; intro z; unfold frac.
  change (Zneg d) with (- Zpos d)%Z; rewrite mult_IZR, opp_IZR, Pos2Z.inj_mul, mult_IZR.
  field; split; apply pos_nz.
Qed.
Lemma addend_ok M d y a X : mnum X <> [] ->
  adds (map (FR d) M) d (map (lead a) (RM X), RV y) (addend M d y (moments a X)).
Proof.
  intro HN; unfold adds, addend, moments; cbn [fst snd].
  set (D := mden X); set (H := zfeatures a X); set (n := Pos.of_nat (length (mnum X))).
  assert (EH : map (lead a) (RM X) = map (FR D) H) by (symmetry; apply zfeatures_ok).
  assert (EN : INR (length (map (lead a) (RM X))) = IZR (Zpos n)).
  { unfold RM; rewrite !map_length; now apply length_pos. }
  rewrite EN, EH; set (w := / IZR (Zpos n)).
  assert (ES : FR (D * n) (zvsum H) = vscale w (vsum (map (FR D) H)))
    by (rewrite frac_shrink, zvsum_ok; reflexivity).
  assert (EG : map (FR (D * D * n)) (zgram H) = map (vscale w) (gram (map (FR D) H))).
  { rewrite <- zgram_ok, map_map; apply map_ext; intro r; apply frac_shrink. }
  split.
  - rewrite Q2R_minus, <- !frac_Q, <- !frac_dot, frac_mv, ES, mv_vscale, dot_vscale_r.
    unfold sqnorm, RV; ring.
  - intro M'; rewrite frac_madd, mdot_madd.
    replace (d * (vden y * (D * D * n)))%positive
      with (d * (D * D * n) * vden y)%positive at 1 by (apply Pos2Z.inj; rewrite !Pos2Z.inj_mul;
        ring).
    rewrite frac_extend.
    replace (d * (vden y * (D * D * n)))%positive
      with (d * D * vden y * (D * n))%positive
      by (apply Pos2Z.inj; rewrite !Pos2Z.inj_mul; ring).
    rewrite frac_outer, frac_opposite, mdot_outer, ES, cross_gram.
    assert (EM : map (FR (d * (D * D * n))) (map (zmv (zgram H)) M)
      = map (mv (map (vscale w) (gram (map (FR D) H)))) (map (FR d) M)).
    { rewrite <- EG, !map_map; apply map_ext; intro r; rewrite Pos.mul_comm; apply frac_mv. }
    rewrite EM, mdot_map_mscale, dot_vscale_l, mv_vscale, dot_vscale_r; unfold RV; ring.
Qed.

(** Sums over the classes *)
Fixpoint normal M d (Ks : list (zmat * zvec)) (ms : list sums) : Q * (list (list Z) * positive) :=
  match Ks, ms with
  | K :: Ks', m :: ms' =>
      let '(v, (X, e)) := addend M d (snd K) m in let '(u, (Y, f)) := normal M d Ks' ms' in
      ((v + u)%Q, (zmadd (map (map (Z.mul (Zpos f))) X) (map (map (Z.mul (Zpos e))) Y),
        (e * f)%positive))
  | _, _ => (0%Q, ([], 1%positive)) end.
Definition features_of a (Ks : list (zmat * zvec)) : features :=
  map (fun K => (map (lead a) (RM (fst K)), RV (snd K))) Ks.
Lemma normal_ok M d a Ks ms : Forall (fun K => mnum (fst K) <> []) Ks -> knows a Ks ms ->
  let '(v, (X, e)) := normal M d Ks ms in
  Q2R v = value_at (map (FR d) M) (features_of a Ks)
  /\ forall M', mdot M' (map (FR (d * e)) X) = weighted (cross (map (FR d) M) M')
    (features_of a Ks).
Proof.
  intro HN; revert ms; induction HN as [|K Ks HK HN IH]; intros ms HM;
    inversion HM as [|? m ? ms' E HM'];
    subst; cbn [normal features_of map].
  - split; [apply RMicromega.Q2R_0|intro M'; now destruct M'].
  - generalize (addend_ok M d (snd K) a (fst K) HK); destruct (addend _ _ _ _) as [v [X e]].
    specialize (IH _ HM'); destruct (normal M d Ks ms') as [u [Y f]]; destruct IH as [B1 B2].
    unfold adds, value_at, weighted, sum in *; cbn [fst snd map fold_right] in *.
    intros [A1 A2]; split; [now rewrite Q2R_plus, A1, B1|]; intro M'.
    rewrite frac_madd, mdot_madd.
    rewrite (Pos.mul_assoc d e f), frac_extend, A2.
    replace (d * e * f)%positive with (d * f * e)%positive
      by (apply Pos2Z.inj; rewrite !Pos2Z.inj_mul; ring).
    now rewrite frac_extend, B2.
Qed.
